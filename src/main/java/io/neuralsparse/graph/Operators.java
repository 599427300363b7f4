/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

/** Which operators a graph may be made of. */
public enum Operators {
  /** The ONNX standard's alone: the graph runs in any runtime. */
  STANDARD,
  /** ONNX Runtime's own as well, where they were measured to be faster. */
  RUNTIME
}
