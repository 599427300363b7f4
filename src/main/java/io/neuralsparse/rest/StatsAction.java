/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import org.opensearch.action.ActionType;

/** Statistics of this plugin on the nodes of the cluster. */
public final class StatsAction extends ActionType<StatsResponse> {
  /** Security plugins grant it by this name. */
  public static final String NAME = "cluster:monitor/neural_sparse/stats";

  /** The only one. */
  public static final StatsAction INSTANCE = new StatsAction();

  private StatsAction() {
    super(NAME, StatsResponse::new);
  }
}
