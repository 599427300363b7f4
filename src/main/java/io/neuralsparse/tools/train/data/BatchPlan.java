/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

/**
 * How examples become batches.
 *
 * @param size most queries of a batch; at least 1
 * @param negatives documents beside the positive for each query; at least 0. Where an example has
 *     fewer, positives of other examples fill the gap, drawn at random
 * @param mixing what a batch is made of
 */
public record BatchPlan(int size, int negatives, Mixing mixing) {
  /** What a batch is made of. */
  public enum Mixing {
    /** Examples of all sources. */
    ALL,
    /**
     * Examples of one source; sources with fewer examples than a batch has queries are one source
     * together.
     */
    ONE_SOURCE
  }

  /** Checks the numbers. */
  public BatchPlan {
    if (size < 1) {
      throw new IllegalArgumentException("[size] must be at least 1, got [" + size + "]");
    }
    if (negatives < 0) {
      throw new IllegalArgumentException("[negatives] must be at least 0, got [" + negatives + "]");
    }
  }
}
