/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.neuralsparse.model.ElementType;

/** The numbers by which ONNX knows versions and types. */
final class OnnxTypes {
  /** Of the file format; 9 came with operator set 20. */
  static final int IR_VERSION = 9;

  /** Of the standard operators: 20 is the first with Gelu. */
  static final int OPSET = 20;

  static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  static final int BOOL = TensorProto.DataType.BOOL_VALUE;
  static final int INT8 = TensorProto.DataType.INT8_VALUE;

  private OnnxTypes() {}

  /** The type of a weight's elements. */
  static int of(ElementType type) {
    return switch (type) {
      case F32 -> TensorProto.DataType.FLOAT_VALUE;
      case F16 -> TensorProto.DataType.FLOAT16_VALUE;
      case BF16 -> TensorProto.DataType.BFLOAT16_VALUE;
      default -> throw new IllegalArgumentException("no weights are of type " + type);
    };
  }
}
