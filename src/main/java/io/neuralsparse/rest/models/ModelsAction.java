/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import org.opensearch.action.ActionType;

/** Which models the nodes have. */
public final class ModelsAction extends ActionType<NodesAnswer> {
  /** Security plugins grant it by this name. */
  public static final String NAME = "cluster:monitor/neural_sparse/models";

  /** The only one. */
  public static final ModelsAction INSTANCE = new ModelsAction();

  private ModelsAction() {
    super(NAME, NodesAnswer::new);
  }
}
