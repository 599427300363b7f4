/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Pooling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A masked-language model's graph with the pooling of a sparse encoder added to it: logits [batch,
 * tokens, vocabulary] become weights [batch, vocabulary],
 *
 * <pre>
 *   max:  w_t(d) = f( max over positions i of ( logit_i,t · mask_i ) )
 *   sum:  w_t(d) = sum over positions i of f( logit_i,t ) · mask_i
 * </pre>
 *
 * <p>with f the model's {@link Activation}. f is monotone, so it is applied after a maximum, to one
 * position instead of all (SPLADE-max: Formal et al. 2021, arXiv 2109.10086).
 *
 * <p>Serialised protobuf messages that follow each other are one message with the repeated fields
 * of both. So the nodes are added by adding bytes to the end, and weights of any size are passed on
 * unread.
 */
public final class PooledOnnx {
  /** The name of the output that is added. */
  public static final String OUTPUT = "neural_sparse_weights";

  private static final int AXES_ARE_INPUTS_SINCE = 18;

  private PooledOnnx() {}

  /**
   * Reads a model and adds the pooling.
   *
   * @param network the model, with an input {@code attention_mask}, and how it is pooled
   * @param opset the version of its standard operators, at least 13
   * @param logits the name of its output of logits
   * @return a direct buffer with the serialised model
   * @throws IOException when the file cannot be read, or is 2 GB or more
   */
  public static ByteBuffer append(Network.Onnx network, int opset, String logits)
      throws IOException {
    Path file = network.file();
    byte[] suffix = pooling(opset, logits, network.pooling(), network.activation());
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size() + suffix.length;
      if (size > Integer.MAX_VALUE) {
        throw new IOException("2 GB or more; keep the weights in a file beside the graph");
      }
      ByteBuffer model = ByteBuffer.allocateDirect((int) size).order(ByteOrder.nativeOrder());
      model.limit((int) channel.size());
      while (model.hasRemaining()) {
        if (channel.read(model) < 0) {
          throw new IOException("the file has become shorter while it was read");
        }
      }
      model.limit((int) size);
      return model.put(suffix).flip();
    }
  }

  private static byte[] pooling(int opset, String logits, Pooling pooling, Activation activation) {
    GraphBuilder g = new GraphBuilder("neural_sparse_");
    String mask =
        g.node(
            "Cast",
            List.of("attention_mask"),
            GraphBuilder.attribute("to", TensorProto.DataType.FLOAT_VALUE));
    String column = g.node("Unsqueeze", List.of(mask, g.list(2)));
    AttributeProto flat = GraphBuilder.attribute("keepdims", 0);
    String weights =
        switch (pooling) {
          case MAX -> {
            String masked = g.node("Mul", List.of(logits, column));
            yield activate(
                g,
                opset >= AXES_ARE_INPUTS_SINCE
                    ? g.node("ReduceMax", List.of(masked, g.list(1)), flat)
                    : g.node(
                        "ReduceMax",
                        List.of(masked),
                        GraphBuilder.attribute("axes", List.of(1L)),
                        flat),
                activation);
          }
          case SUM ->
              g.node(
                  "ReduceSum",
                  List.of(
                      g.node("Mul", List.of(activate(g, logits, activation), column)), g.list(1)),
                  flat);
        };
    g.output(g.node(OUTPUT, "Identity", List.of(weights)));
    return ModelProto.newBuilder().setGraph(g.build("neural_sparse")).build().toByteArray();
  }

  /** Adds an activation, element by element. */
  static String activate(GraphBuilder g, String logits, Activation activation) {
    String one = g.scalar(1f);
    String value = g.node("Relu", List.of(logits));
    if (activation == Activation.LOG1P_RELU) {
      value = g.node("Log", List.of(g.node("Add", List.of(value, one))));
    }
    return g.node("Log", List.of(g.node("Add", List.of(value, one))));
  }
}
