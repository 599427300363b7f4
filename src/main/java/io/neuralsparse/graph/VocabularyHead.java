/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.TransformerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last step of a network and a sparse encoder's pooling, some rows of the vocabulary at a time,
 * so that the logits [batch, tokens, vocabulary] are never there at once:
 *
 * <pre>
 *   max:  w_t = f( b_t + max over positions i of D_t · h_i )
 *   sum:  w_t = sum over positions i of f( b_t + D_t · h_i )
 * </pre>
 *
 * <p>over the positions that the mask shows, and f the model's {@link Activation}. For the maximum,
 * hidden positions get the state of a shown one first, which changes no maximum and spares a pass
 * over the logits.
 */
final class VocabularyHead {
  /** Rows of the vocabulary in one product. */
  static final int CHUNK = 1024;

  private final GraphBuilder g;
  private final Projection projection;
  private final TransformerConfig config;
  private final Linear decoder;
  private final Activation activation;

  VocabularyHead(
      GraphBuilder g,
      Projection projection,
      TransformerConfig config,
      Linear decoder,
      Activation activation) {
    this.g = g;
    this.projection = projection;
    this.config = config;
    this.decoder = decoder;
    this.activation = activation;
  }

  /**
   * Adds the head.
   *
   * @param states [batch · tokens, hidden]
   * @param shape name of the list (batch, tokens)
   * @return name of the weights, [batch, vocabulary]
   */
  String build(Pooling pooling, String states, String shape, String mask, int[] specialIds) {
    String counted = g.node("Cast", List.of(mask), GraphBuilder.attribute("to", OnnxTypes.FLOAT));
    String pooled =
        switch (pooling) {
          case MAX -> maxima(states, shape, mask);
          case SUM -> sums(states, shape, counted);
        };
    // A text without any token has no weights either.
    String any = g.node("ReduceMax", List.of(counted, g.list(1)));
    return g.node(
        "weights", "Mul", List.of(g.node("Mul", List.of(pooled, any)), ordinary(specialIds)));
  }

  private String maxima(String states, String shape, String mask) {
    String shown = shownOnly(states, shape, mask);
    List<String> chunks = new ArrayList<>();
    for (Linear rows : chunks()) {
      String perText = g.node("Concat", List.of(shape, g.list(rows.to() - rows.from())), axis(0));
      chunks.add(projection.largest(shown, rows, perText));
    }
    String logits = g.node("Concat", chunks, axis(1));
    return activate(g.node("Add", List.of(logits, projection.bias(decoder))));
  }

  private String sums(String states, String shape, String counted) {
    String column = g.node("Unsqueeze", List.of(counted, g.list(2)));
    List<String> chunks = new ArrayList<>();
    for (Linear rows : chunks()) {
      String perText = g.node("Concat", List.of(shape, g.list(rows.to() - rows.from())), axis(0));
      String logits = g.node("Reshape", List.of(projection.apply(states, rows), perText));
      chunks.add(
          g.node(
              "ReduceSum",
              List.of(g.node("Mul", List.of(activate(logits), column)), g.list(1)),
              GraphBuilder.attribute("keepdims", 0)));
    }
    return g.node("Concat", chunks, axis(1));
  }

  private List<Linear> chunks() {
    List<Linear> chunks = new ArrayList<>();
    for (int from = 0; from < decoder.rows(); from += CHUNK) {
      chunks.add(decoder.rows(from, Math.min(from + CHUNK, decoder.rows())));
    }
    return chunks;
  }

  /** The states with those of hidden positions replaced by that of the text's first shown one. */
  private String shownOnly(String states, String shape, String mask) {
    String width = g.list(config.hidden());
    String perText =
        g.node("Reshape", List.of(states, g.node("Concat", List.of(shape, width), axis(0))));
    String first = g.node("ArgMax", List.of(mask), axis(1));
    String substitute =
        g.node(
            "Unsqueeze",
            List.of(
                g.node(
                    "GatherND", List.of(perText, first), GraphBuilder.attribute("batch_dims", 1)),
                g.list(1)));
    String isShown =
        g.node(
            "Cast",
            List.of(g.node("Unsqueeze", List.of(mask, g.list(2)))),
            GraphBuilder.attribute("to", OnnxTypes.BOOL));
    String filled = g.node("Where", List.of(isShown, perText, substitute));
    return g.node("Reshape", List.of(filled, g.list(-1, config.hidden())));
  }

  private String activate(String logits) {
    return PooledOnnx.activate(g, logits, activation);
  }

  /** 1 for ordinary ids and 0 for special ones, [vocabulary]; a constant. */
  private String ordinary(int[] specialIds) {
    String ones = g.node("Expand", List.of(g.scalar(1f), g.list(config.vocabularySize())));
    long[] ids =
        Arrays.stream(specialIds)
            .filter(id -> id < config.vocabularySize())
            .mapToLong(id -> id)
            .toArray();
    return ids.length == 0
        ? ones
        : g.node(
            "ScatterElements", List.of(ones, g.list(ids), g.list(new float[ids.length])), axis(0));
  }

  private static AttributeProto axis(long axis) {
    return GraphBuilder.attribute("axis", axis);
  }
}
