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
   * One initialiser or input.
   *
   * @param name of the value
   * @param tensor its type, shape and elements
   * @param use when the elements are needed
   */
  public record Weight(String name, Tensor tensor, Use use) {}

  /** When a weight's elements are needed. */
  public enum Use {
    /**
     * In every run, and declared as an input: an initialiser would be read whole when the session
     * is opened, where runs look up some rows of it.
     */
    INPUT,
    /** In every run. */
    RUN,
    /** Only while the session is opened: what it makes of them takes their place. */
    OPENING
  }
}
