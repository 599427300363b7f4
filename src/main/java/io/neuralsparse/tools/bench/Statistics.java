/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.Arrays;

/** Figures of times. */
public final class Statistics {
  private static final int RESAMPLES = 1000;
  private static final double CONFIDENCE = 0.95;

  private Statistics() {}

  /**
   * How two medians compare.
   *
   * @param value the ratio of the medians
   * @param low where its 95 % interval begins
   * @param high where that ends
   */
  public record Ratio(double value, double low, double high) {}

  /**
   * The value below which a share of the values lies, between two of them in proportion.
   *
   * @param values at least one, in any order
   * @param share from 0 to 1
   */
  public static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted, share);
  }

  private static double ofSorted(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** The sum over the number. */
  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * The median of some times over the median of others, with the interval that the bootstrap gives:
   * rounds are drawn again with repetition, and each goes with both its times.
   *
   * @param times of the rounds
   * @param others of the same rounds, in the same order
   */
  public static Ratio ratio(double[] times, double[] others) {
    Draws draws = new Draws(times.length, 0, 0);
    double[] ratios = new double[RESAMPLES];
    double[] some = new double[times.length];
    double[] rest = new double[times.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < times.length; j++) {
        int round = draws.integer(times.length);
        some[j] = times[round];
        rest[j] = others[round];
      }
      ratios[i] = quantile(some, 0.5) / quantile(rest, 0.5);
    }
    Arrays.sort(ratios);
    return new Ratio(
        quantile(times, 0.5) / quantile(others, 0.5),
        ofSorted(ratios, (1 - CONFIDENCE) / 2),
        ofSorted(ratios, (1 + CONFIDENCE) / 2));
  }
}
