/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * Puts a graph together node by node; each method returns the name of the value it makes. Names
 * begin with a prefix, so that nodes may be added to a graph of somebody else's.
 */
final class GraphBuilder {
  /** The domain of ONNX Runtime's own operators. */
  static final String RUNTIME_DOMAIN = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final String prefix;
  private int values;

  GraphBuilder(String prefix) {
    this.prefix = prefix;
  }

  private String newName() {
    return prefix + values++;
  }

  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return node(newName(), operator, inputs, attributes);
  }

  String node(String output, String operator, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** A node of ONNX Runtime's own operators: no other runtime knows them. */
  String runtimeNode(String operator, List<String> inputs, AttributeProto... attributes) {
    String output = node(operator, inputs, attributes);
    graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(RUNTIME_DOMAIN);
    return output;
  }

  /** For a graph inside this one, whose nodes may use the values of this one. */
  GraphBuilder inner() {
    return new GraphBuilder(newName() + "_");
  }

  /** Declares a value as the output of an inner graph. */
  void result(String name) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(name));
  }

  /** A node with a graph of its own as its body; gives the name of its single output. */
  String branch(String condition, GraphProto then, GraphProto otherwise) {
    return node(
        "If", List.of(condition), body("then_branch", then), body("else_branch", otherwise));
  }

  private static AttributeProto body(String name, GraphProto body) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(body)
        .build();
  }

  /** A scalar. */
  String scalar(float value) {
    return initializer(
        TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT_VALUE).addFloatData(value));
  }

  /** A scalar of type int64. */
  String integer(long value) {
    return initializer(
        TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64_VALUE).addInt64Data(value));
  }

  /** A list, [n]. */
  String list(long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return initializer(tensor);
  }

  /** A list, [n]. */
  String list(float[] values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(values.length);
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return initializer(tensor);
  }

  /** A scalar of type uint8. */
  String unsignedByte(int value) {
    return initializer(
        TensorProto.newBuilder().setDataType(TensorProto.DataType.UINT8_VALUE).addInt32Data(value));
  }

  /** Declares an initialiser whose elements whoever opens the session brings. */
  String external(String name, int type, List<Long> shape) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .addAllDims(shape)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(name)));
    return name;
  }

  private String initializer(TensorProto.Builder tensor) {
    String name = newName();
    graph.addInitializer(tensor.setName(name));
    return name;
  }

  /** Declares an input of token ids or a mask, int64 [batch, tokens]. */
  String input(String name) {
    return input(name, TensorProto.DataType.INT64_VALUE, "batch", "tokens");
  }

  /** Declares an input of any type and shape. */
  String input(String name, int type, String... dimensions) {
    graph.addInput(value(name, type, dimensions));
    return name;
  }

  /** Declares a value as an output, float [batch, vocabulary]. */
  void output(String name) {
    output(name, TensorProto.DataType.FLOAT_VALUE, "batch", "vocabulary");
  }

  /** Declares a value as an output of any type and shape. */
  void output(String name, int type, String... dimensions) {
    graph.addOutput(value(name, type, dimensions));
  }

  private static ValueInfoProto value(String name, int type, String... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dimension));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  GraphProto build(String name) {
    return graph.setName(name).build();
  }
}
