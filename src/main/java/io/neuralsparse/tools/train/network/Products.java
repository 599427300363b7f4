/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

/** In which numbers the products of the layers' matrices are computed, forwards and backwards. */
public enum Products {
  /** 32 bits, as the served network has them. */
  FLOAT,
  /**
   * Factors rounded to 8 significant bits, sums in 32 (bfloat16): for training, a third of the time
   * on processors that multiply such numbers, and much more on others. Parameters, their gradients
   * and all else stay floats.
   */
  BFLOAT16
}
