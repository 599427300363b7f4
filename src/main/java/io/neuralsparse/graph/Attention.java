/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.model.TransformerConfig;
import java.util.List;

/**
 * Attention of a text's tokens to each other, padding hidden from all of them:
 *
 * <pre>
 *   context = softmax( q · kᵀ / √d + (0 where the mask is 1, else -10⁹) ) · v      for each head
 * </pre>
 */
final class Attention {
  private static final float HIDDEN = -1e9f;

  private final GraphBuilder g;
  private final TransformerConfig config;
  private final String perHead;
  private final String bias;
  private final RotaryPositions rotary;

  /**
   * Adds what all layers share.
   *
   * @param shape name of the list (batch, tokens)
   * @param mask name of the attention mask
   */
  Attention(
      GraphBuilder g, TransformerConfig config, Operators operators, String shape, String mask) {
    this.g = g;
    this.config = config;
    this.perHead =
        g.node(
            "Concat",
            List.of(shape, g.list(config.heads(), config.headSize())),
            GraphBuilder.attribute("axis", 0));
    String padding =
        g.node(
            "Sub",
            List.of(
                g.scalar(1f),
                g.node("Cast", List.of(mask), GraphBuilder.attribute("to", OnnxTypes.FLOAT))));
    this.bias =
        g.node(
            "Unsqueeze", List.of(g.node("Mul", List.of(padding, g.scalar(HIDDEN))), g.list(1, 2)));
    this.rotary =
        config
            .rotary()
            .map(r -> new RotaryPositions(g, r, config.headSize(), operators, shape))
            .orElse(null);
  }

  /** The size of the largest tensor that a layer makes here, in floats. */
  static long floats(TransformerConfig config, int texts, int tokens) {
    return (long) texts * config.heads() * tokens * tokens;
  }

  /**
   * Adds one layer's.
   *
   * @param query [batch · tokens, hidden]; so are {@code key} and {@code value}
   * @return [batch · tokens, hidden]
   */
  String apply(String query, String key, String value) {
    String q = heads(query, true, 0L, 2L, 1L, 3L);
    String k = heads(key, true, 0L, 2L, 3L, 1L);
    String v = heads(value, false, 0L, 2L, 1L, 3L);
    String root = g.scalar((float) (1 / Math.sqrt(config.headSize())));
    String scores = g.node("MatMul", List.of(g.node("Mul", List.of(q, root)), k));
    String shares =
        g.node(
            "Softmax",
            List.of(g.node("Add", List.of(scores, bias))),
            GraphBuilder.attribute("axis", -1));
    String context =
        g.node(
            "Transpose",
            List.of(g.node("MatMul", List.of(shares, v))),
            GraphBuilder.attribute("perm", List.of(0L, 2L, 1L, 3L)));
    return g.node("Reshape", List.of(context, g.list(-1, config.hidden())));
  }

  private String heads(String states, boolean rotated, Long... order) {
    String split = g.node("Reshape", List.of(states, perHead));
    if (rotated && rotary != null) {
      split = rotary.apply(split);
    }
    return g.node("Transpose", List.of(split), GraphBuilder.attribute("perm", List.of(order)));
  }
}
