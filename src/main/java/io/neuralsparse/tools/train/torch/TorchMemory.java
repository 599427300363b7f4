/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.nio.FloatBuffer;

/**
 * Arrays in memory of PyTorch's own. One that DJL makes of Java's values stays in Java's memory,
 * which has two consequences: the memory goes when the array is closed, though a tape may still
 * have to read it; and it begins anywhere, so that sums are made in another order each time, where
 * PyTorch's begins at a cache line.
 */
public final class TorchMemory {
  private TorchMemory() {}

  /** The same values in PyTorch's memory; the array itself is closed. */
  public static NDArray copied(NDArray array) {
    try (array) {
      return array.duplicate();
    }
  }

  /**
   * Overwrites an array where it lies.
   *
   * @param values as many as it has, row by row
   */
  public static void fill(NDArray array, FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    boolean learns = array.hasGradient();
    array.setRequiresGradient(false); // PyTorch refuses to change others in place
    try (NDArray source = array.getManager().create(copy, array.getShape())) {
      array.set(new NDIndex("..."), source);
    }
    array.setRequiresGradient(learns);
  }
}
