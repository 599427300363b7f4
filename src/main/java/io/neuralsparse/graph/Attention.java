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

  /** From here on the scores, tokens² for each head, are not kept whole. */
  private static final int LONG = 1024;

  private final GraphBuilder g;
  private final TransformerConfig config;
  private final String perHead;
  private final String bias;
  private final String isLong;
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
    this.isLong = hasBlocks(config, operators) ? isLong(shape, mask) : null;
    this.rotary =
        config
            .rotary()
            .map(r -> new RotaryPositions(g, r, config.headSize(), operators, shape))
            .orElse(null);
  }

  /** True for texts that are longer than {@link #LONG}, none with padding. */
  private String isLong(String shape, String mask) {
    String tokens = g.node("Gather", List.of(shape, g.integer(1)));
    String least = g.node("ReduceMin", List.of(mask), GraphBuilder.attribute("keepdims", 0));
    return g.node(
        "And",
        List.of(
            g.node("Greater", List.of(tokens, g.integer(LONG))),
            g.node("Equal", List.of(least, g.integer(1)))));
  }

  /**
   * The size of the largest tensor that a layer makes here, in floats, for texts without padding or
   * not longer than {@link #LONG}.
   */
  static long floats(TransformerConfig config, Operators operators, int texts, int tokens) {
    return texts == 1 && tokens > LONG && hasBlocks(config, operators)
        ? 0
        : (long) texts * config.heads() * tokens * tokens;
  }

  private static boolean hasBlocks(TransformerConfig config, Operators operators) {
    return config.positions() > LONG && operators == Operators.RUNTIME;
  }

  /**
   * Adds one layer's.
   *
   * @param query [batch · tokens, hidden]; so are {@code key} and {@code value}
   * @return [batch · tokens, hidden]
   */
  String apply(String query, String key, String value) {
    String q = rotated(g.node("Reshape", List.of(query, perHead)));
    String k = rotated(g.node("Reshape", List.of(key, perHead)));
    String v = g.node("Reshape", List.of(value, perHead));
    String context;
    if (isLong == null) {
      context = whole(g, q, k, v);
    } else {
      GraphBuilder blocks = g.inner();
      blocks.result(inBlocks(blocks, q, k, v));
      GraphBuilder whole = g.inner();
      whole.result(whole(whole, q, k, v));
      context = g.branch(isLong, blocks.build("blocks"), whole.build("whole"));
    }
    return g.node("Reshape", List.of(context, g.list(-1, config.hidden())));
  }

  /** With all scores in memory, [batch, heads, tokens, tokens]. */
  private String whole(GraphBuilder g, String query, String key, String value) {
    String q = transpose(g, query, 0L, 2L, 1L, 3L);
    String k = transpose(g, key, 0L, 2L, 3L, 1L);
    String v = transpose(g, value, 0L, 2L, 1L, 3L);
    String root = g.scalar((float) (1 / Math.sqrt(config.headSize())));
    String scores = g.node("MatMul", List.of(g.node("Mul", List.of(q, root)), k));
    String shares =
        g.node(
            "Softmax",
            List.of(g.node("Add", List.of(scores, bias))),
            GraphBuilder.attribute("axis", -1));
    return transpose(g, g.node("MatMul", List.of(shares, v)), 0L, 2L, 1L, 3L);
  }

  /**
   * Some rows and columns of the scores at a time (Dao et al. 2022, arXiv 2205.14135), which the
   * runtime's operator does where there is nothing to hide.
   */
  private String inBlocks(GraphBuilder g, String query, String key, String value) {
    String flat = g.list(0, 0, config.hidden());
    return g.runtimeNode(
        "MultiHeadAttention",
        List.of(
            g.node("Reshape", List.of(query, flat)),
            g.node("Reshape", List.of(key, flat)),
            g.node("Reshape", List.of(value, flat))),
        GraphBuilder.attribute("num_heads", config.heads()));
  }

  private String rotated(String states) {
    return rotary == null ? states : rotary.apply(states);
  }

  private static String transpose(GraphBuilder g, String states, Long... order) {
    return g.node("Transpose", List.of(states), GraphBuilder.attribute("perm", List.of(order)));
  }
}
