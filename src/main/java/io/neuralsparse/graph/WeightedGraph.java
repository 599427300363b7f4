/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.model.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A graph without its weights, and the weights it is to be opened with.
 *
 * @param model a serialised ONNX model of some kilobytes, direct
 * @param weights each an initialiser that the model declares as external
 */
public record WeightedGraph(ByteBuffer model, List<Weight> weights) {
  /**
   * The source of one initialiser, or of two.
   *
   * @param name of the initialiser; where {@code form} is {@link Form#INT8}, of the values, the
   *     scales' being {@link #scalesName()}
   * @param tensor where it comes from
   * @param form what it has to become first
   */
  public record Weight(String name, Tensor tensor, Form form) {
    /** The name of the initialiser with the scales that {@link Int8Weights} makes. */
    public String scalesName() {
      return name + "_scale";
    }
  }

  /** What a tensor becomes before it is an initialiser. */
  public enum Form {
    /** Nothing: bytes and type stay. */
    AS_IS,
    /** Floats of 32 bits, whatever it is. */
    FLOAT,
    /** What {@link Int8Weights} makes of it. */
    INT8
  }
}
