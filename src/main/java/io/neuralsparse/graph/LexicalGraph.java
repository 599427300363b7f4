/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.neuralsparse.model.Network;
import java.util.List;

/**
 * The graph of the lexical encoder: the document's half of BM25 (Robertson, Zaragoza, "The
 * Probabilistic Relevance Framework: BM25 and Beyond", 2009) over a tokeniser's ids.
 *
 * <pre>
 *   w_t(d) = tf · (k1 + 1) / (tf + k1 · (1 - b + b · |d| / mean))
 * </pre>
 *
 * <p>with tf the occurrences of t in d and |d| the number of ids of d, special ones not counted in
 * either. The other half, the inverse document frequency, is the query's.
 *
 * <p>Inputs {@code input_ids} and {@code attention_mask}, int64 [batch, tokens]; output {@code
 * weights}, float [batch, vocabulary].
 */
public final class LexicalGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private LexicalGraph() {}

  /**
   * Builds the graph.
   *
   * @param network the parameters
   * @param vocabularySize length of the output's second dimension; above every id
   * @param specialIds ids that count for nothing
   * @return a serialised ONNX model
   */
  public static byte[] build(Network.Lexical network, int vocabularySize, int[] specialIds) {
    GraphBuilder g = new GraphBuilder("lexical_");
    String ids = g.input("input_ids");
    String mask = g.input("attention_mask");

    AttributeProto toFloat = GraphBuilder.attribute("to", TensorProto.DataType.FLOAT_VALUE);
    String counted = g.node("Cast", List.of(mask), toFloat);
    for (int special : specialIds) {
      String isSpecial = g.node("Equal", List.of(ids, g.list(special)));
      String isOther = g.node("Cast", List.of(g.node("Not", List.of(isSpecial))), toFloat);
      counted = g.node("Mul", List.of(counted, isOther));
    }

    String batch = g.node("Gather", List.of(g.node("Shape", List.of(ids)), g.list(0)));
    String shape =
        g.node("Concat", List.of(batch, g.list(vocabularySize)), GraphBuilder.attribute("axis", 0));
    String zeros = g.node("ConstantOfShape", List.of(shape));
    String frequency =
        g.node(
            "ScatterElements",
            List.of(zeros, ids, counted),
            GraphBuilder.attribute("axis", 1),
            GraphBuilder.attribute("reduction", "add"));

    String length = g.node("ReduceSum", List.of(counted, g.list(1)));
    double k1 = network.k1();
    double b = network.b();
    String perToken = g.scalar((float) (k1 * b / network.meanLength()));
    String norm =
        g.node(
            "Add",
            List.of(g.node("Mul", List.of(length, perToken)), g.scalar((float) (k1 * (1 - b)))));
    // An empty document with b = 1 would divide 0 by 0.
    String denominator =
        g.node("Max", List.of(g.node("Add", List.of(frequency, norm)), g.scalar(Float.MIN_NORMAL)));
    String gain = g.node("Mul", List.of(frequency, g.scalar((float) (k1 + 1))));
    g.output(g.node("weights", "Div", List.of(gain, denominator)));

    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("neural-sparse")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(g.build("lexical"))
        .build()
        .toByteArray();
  }
}
