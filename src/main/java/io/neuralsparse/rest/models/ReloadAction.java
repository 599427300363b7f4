/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import org.opensearch.action.ActionType;

/** Loads a model's folder afresh on all nodes, and switches to it. */
public final class ReloadAction extends ActionType<NodesAnswer> {
  /** Security plugins grant it by this name. */
  public static final String NAME = "cluster:admin/neural_sparse/model/reload";

  /** The only one. */
  public static final ReloadAction INSTANCE = new ReloadAction();

  private ReloadAction() {
    super(NAME, NodesAnswer::new);
  }
}
