/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.neuralsparse.model.ElementType;
import java.util.List;

/**
 * The graph that makes eight-bit weights of a linear layer's matrix W [out, in]: symmetric, one
 * scale for each output channel,
 *
 * <pre>
 *   s_o = max over i of |W_o,i| / 127,   Q_i,o = round(W_o,i / s_o)
 * </pre>
 *
 * <p>Q is transposed to [in, out], as products take it. That it is a graph, not Java, keeps both
 * matrices out of the heap: they are the runtime's own memory from the start, which it gives back
 * when it has packed them.
 *
 * <p>Input {@code weight}; outputs {@code values}, int8 [in, out], and {@code scales}, float [out].
 */
public final class Int8Weights {
  /** The name of the input. */
  public static final String INPUT = "weight";

  /** The name of the output with Q. */
  public static final String VALUES = "values";

  /** The name of the output with s. */
  public static final String SCALES = "scales";

  private static final float LARGEST = 127f;

  private Int8Weights() {}

  /**
   * Builds the graph.
   *
   * @param type of the input: F32, F16 or BF16
   * @return a serialised ONNX model
   */
  public static byte[] build(ElementType type) {
    GraphBuilder g = new GraphBuilder("int8_");
    String weight = g.input(INPUT, OnnxTypes.of(type), "out", "in");
    if (type != ElementType.F32) {
      weight =
          g.node(
              "Cast",
              List.of(weight),
              GraphBuilder.attribute("to", TensorProto.DataType.FLOAT_VALUE));
    }
    String largest =
        g.node(
            "ReduceMax",
            List.of(g.node("Abs", List.of(weight)), g.list(1)),
            GraphBuilder.attribute("keepdims", 0));
    String scales =
        g.node(
            SCALES,
            "Max",
            List.of(
                g.node("Mul", List.of(largest, g.scalar(1 / LARGEST))),
                g.scalar(Float.MIN_NORMAL)));
    String zero =
        g.node(
            "Cast",
            List.of(g.node("Mul", List.of(scales, g.scalar(0f)))),
            GraphBuilder.attribute("to", TensorProto.DataType.INT8_VALUE));
    String quantised =
        g.node("QuantizeLinear", List.of(weight, scales, zero), GraphBuilder.attribute("axis", 0));
    String values =
        g.node(
            VALUES,
            "Transpose",
            List.of(quantised),
            GraphBuilder.attribute("perm", List.of(1L, 0L)));
    g.output(values, TensorProto.DataType.INT8_VALUE, "in", "out");
    g.output(scales, TensorProto.DataType.FLOAT_VALUE, "out");
    return ModelProto.newBuilder()
        .setIrVersion(OnnxTypes.IR_VERSION)
        .setProducerName("neural-sparse")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OnnxTypes.OPSET))
        .setGraph(g.build("int8"))
        .build()
        .toByteArray();
  }
}
