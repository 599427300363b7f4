/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;
import java.util.List;

/** Bounds of the scores of single documents, out of the maxima: no posting is read. */
final class DocumentBounds {
  /** Lower bounds are lowered by this part, more than what steps and sums are rounded by. */
  private static final double DOWN = 1 - 0x1p-17;

  private final BlockMaxima[] maxima;
  private final double[] steps;
  private final double[] upper = new double[BlockMaxima.BLOCK];
  private final double[] lower = new double[BlockMaxima.BLOCK];

  /** For these terms, each with its maxima. */
  DocumentBounds(List<LeafTerm> terms) {
    this.maxima = new BlockMaxima[terms.size()];
    this.steps = new double[terms.size()];
    for (int t = 0; t < steps.length; t++) {
      maxima[t] = terms.get(t).maxima();
      steps[t] = terms.get(t).step();
    }
  }

  /**
   * Computes the bounds of a block's documents.
   *
   * @param open the documents that are of interest, bit i for the block's i-th
   */
  void compute(int block, int open) {
    Arrays.fill(upper, 0);
    Arrays.fill(lower, 0);
    for (int t = 0; t < steps.length; t++) {
      int at = maxima[t].at(block);
      int documents = BlockMaxima.documents(at);
      int left = documents & open;
      if (left == 0) {
        continue;
      }
      double most = BlockMaxima.level(at) * steps[t];
      if ((documents & (documents - 1)) == 0) {
        // The only document of the block that has the term has the largest weight.
        int only = Integer.numberOfTrailingZeros(documents);
        upper[only] += most;
        lower[only] += most - steps[t];
        continue;
      }
      for (; left != 0; left &= left - 1) {
        upper[Integer.numberOfTrailingZeros(left)] += most;
      }
    }
  }

  /** The highest bound of all. */
  float highest() {
    double best = 0;
    for (double bound : upper) {
      best = bound > best ? bound : best;
    }
    return (float) (best * LeafTerm.UP);
  }

  /** The documents whose score may reach the threshold; none that has no term. */
  int reaching(float threshold) {
    int mask = 0;
    for (int i = 0; i < upper.length; i++) {
      if (upper[i] > 0 && (float) (upper[i] * LeafTerm.UP) >= threshold) {
        mask |= 1 << i;
      }
    }
    return mask;
  }

  /** A score that the block's i-th document reaches. */
  float least(int i) {
    return (float) (lower[i] * DOWN);
  }
}
