/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Products with a number, on the tape. DJL's own, {@code array.mul(number)}, makes an array of the
 * number in Java's memory and gives that back at once, but the gradient is the product with it: the
 * tape reads what has come into its place since. Quotients and powers are alike.
 */
public final class Scaling {
  private Scaling() {}

  /**
   * A multiple of an array.
   *
   * @param array of floats
   * @param factor rounded to a float
   * @return floats, of the same shape and manager
   */
  public static NDArray times(NDArray array, double factor) {
    try (NDArray number = array.getManager().full(new Shape(), (float) factor, DataType.FLOAT32)) {
      return array.mul(number);
    }
  }
}
