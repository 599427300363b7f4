/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

/**
 * How much more often two tokens stand together than chance would have it (Levy, Goldberg, Dagan,
 * "Improving Distributional Similarity with Lessons Learned from Word Embeddings", 2015): of n(a,b)
 * windows with both and n(a) = Σ n(a,·),
 *
 * <pre>
 *   i(a,b) = ln( n(a,b) / (n(a) · p(b)) ),   p(b) = n(b)^0.75 / Σ n(·)^0.75
 *   value  = max(0, (i(a,b) + i(b,a)) / 2 · n(a,b) / (n(a,b) + 5))
 * </pre>
 *
 * <p>The last factor holds back what few windows say.
 */
final class PointwiseInformation {
  private static final double SMOOTHING = 0.75;
  private static final double SHRINKAGE = 5;

  private PointwiseInformation() {}

  /** That of counts, in the same places. */
  static SymmetricMatrix of(SymmetricMatrix counts) {
    double[] sums = counts.sums();
    double[] log = new double[sums.length];
    double smoothed = 0;
    for (int i = 0; i < sums.length; i++) {
      log[i] = Math.log(Math.max(sums[i], 1));
      smoothed += Math.pow(sums[i], SMOOTHING);
    }
    double logSmoothed = Math.log(smoothed);
    double share = (1 + SMOOTHING) / 2;
    return counts.with(
        (a, b, n) -> {
          double information = Math.log(n) - share * (log[a] + log[b]) + logSmoothed;
          return (float) Math.max(0, information * n / (n + SHRINKAGE));
        });
  }
}
