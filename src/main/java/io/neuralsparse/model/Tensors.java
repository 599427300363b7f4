/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of a model by name. Any number of threads may read one. */
public interface Tensors extends AutoCloseable {
  /** Whether there is a tensor of that name. */
  boolean has(String name);

  /**
   * The tensor of that name, of whatever type and shape.
   *
   * @throws ModelException when there is none, or when it cannot be read
   * @throws IllegalStateException when this is closed
   */
  Tensor get(String name);

  /**
   * Weights of a shape that the caller knows.
   *
   * @throws ModelException also when its type is none of F32, F16 and BF16, or when it has another
   *     shape
   */
  Tensor weights(String name, List<Long> shape);

  /**
   * As {@link #weights}, for use after the files may have been written to: by default the same, as
   * the files of tools stay as they are.
   */
  default Tensor lasting(String name, List<Long> shape) {
    return weights(name, shape);
  }

  /** All names. */
  Set<String> names();

  /** Size of all tensors in bytes, as the files have them. */
  long bytes();

  /** What the writers of the files had to say about them; empty as a rule. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** Gives out no more tensors; those given out stay readable, and mapped while reachable. */
  @Override
  void close();
}
