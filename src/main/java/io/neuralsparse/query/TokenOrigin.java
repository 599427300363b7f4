/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.token.TokenSource;
import java.util.Map;
import java.util.Objects;

/**
 * The text that a query's tokens are from. Nothing is looked up before somebody asks.
 *
 * @param model the model that split the text
 * @param models the node's
 */
record TokenOrigin(String text, String model, QueryModels models) {
  TokenOrigin {
    Objects.requireNonNull(text);
    Objects.requireNonNull(model);
  }

  /**
   * Token → its source, by the model as it is on this node.
   *
   * @throws io.neuralsparse.model.ModelException when there is no such model on this node, or when
   *     its folder is not as it must be
   */
  Map<String, TokenSource> sources() {
    return models.sources(model, text);
  }
}
