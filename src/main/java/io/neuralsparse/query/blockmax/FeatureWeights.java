/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

/**
 * How Lucene's {@code FeatureField} keeps a weight: as a term frequency, the upper 17 bits of the
 * float without its sign, so 9 significant bits, rounded down.
 */
final class FeatureWeights {
  private static final int DROPPED_BITS = 15;

  private FeatureWeights() {}

  /** The weight that a term frequency stands for; grows with the frequency. */
  static float decode(int frequency) {
    return Float.intBitsToFloat(frequency << DROPPED_BITS);
  }
}
