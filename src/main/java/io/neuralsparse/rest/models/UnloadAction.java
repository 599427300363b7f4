/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import org.opensearch.action.ActionType;

/** Releases a model's memory on all nodes. */
public final class UnloadAction extends ActionType<NodesAnswer> {
  /** Security plugins grant it by this name. */
  public static final String NAME = "cluster:admin/neural_sparse/model/unload";

  /** The only one. */
  public static final UnloadAction INSTANCE = new UnloadAction();

  private UnloadAction() {
    super(NAME, NodesAnswer::new);
  }
}
