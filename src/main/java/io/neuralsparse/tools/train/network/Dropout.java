/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

/**
 * What share of the values is dropped after the embeddings, the attention's weights and each half
 * of a layer, as in BERT (Devlin et al. 2019); which ones is a function of seed and step alone.
 *
 * @param rate from 0 to below 1
 * @param seed of the run
 * @param step of the run
 */
public record Dropout(float rate, long seed, long step) {
  /** Nothing is dropped. */
  public static final Dropout NONE = new Dropout(0, 0, 0);

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("[dropout] must be in [0, 1), got [" + rate + "]");
    }
  }
}
