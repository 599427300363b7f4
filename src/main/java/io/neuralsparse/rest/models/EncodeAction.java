/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import org.opensearch.action.ActionType;

/** Encodes texts, to look at what comes out. */
public final class EncodeAction extends ActionType<EncodeAnswer> {
  /** Security plugins grant it by this name. */
  public static final String NAME = "cluster:admin/neural_sparse/model/encode";

  /** The only one. */
  public static final EncodeAction INSTANCE = new EncodeAction();

  private EncodeAction() {
    super(NAME, EncodeAnswer::new);
  }
}
