/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Arrays;
import java.util.Random;

/**
 * How sure it is that one system is better than another on queries of this kind: Fisher's paired
 * randomisation test, two-sided, of the mean difference. If the systems were alike, each query's
 * two figures could as well have come the other way round; p is the share of all ways to swap them
 * that lead to a mean at least as far from 0. Up to {@value #EXACT} queries that differ, all ways
 * are tried; beyond, {@value #DRAWS} are drawn, and the way found counts as one of them.
 *
 * @param difference mean of the first system's figures less the second's
 * @param low where the 95 % interval of the difference begins: the bootstrap's, queries drawn again
 *     with repetition {@value #RESAMPLES} times
 * @param high where it ends
 * @param p from above 0 to 1
 * @see <a href="https://doi.org/10.1145/1321440.1321528">Smucker, Allan, Carterette: A comparison
 *     of statistical significance tests for information retrieval evaluation (2007)</a>
 */
public record Significance(double difference, double low, double high, double p) {
  /** What it is, for reports. */
  static final String TEST =
      "paired randomisation test, two-sided; interval: 95 %, bootstrap over queries; seed 42";

  private static final int EXACT = 16;
  private static final int DRAWS = 100_000;
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 42;
  private static final double CONFIDENCE = 0.95;

  /** Sums of the same numbers in another order differ by their rounding. */
  private static final double ROUNDING = 1e-12;

  /**
   * Compares two systems.
   *
   * @param first a figure for each query
   * @param second those of the other system, for the same queries in the same order
   */
  public static Significance of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          first.length + " figures cannot be paired with " + second.length);
    }
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> first[i] - second[i]);
    double mean = Arrays.stream(differences).average().orElse(0);
    double[] means = resample(differences);
    return new Significance(
        mean,
        quantile(means, (1 - CONFIDENCE) / 2, mean),
        quantile(means, (1 + CONFIDENCE) / 2, mean),
        p(Arrays.stream(differences).filter(difference -> difference != 0).toArray()));
  }

  private static double p(double[] differences) {
    double found = Math.abs(Arrays.stream(differences).sum()) - ROUNDING;
    if (differences.length <= EXACT) {
      int ways = 1 << differences.length;
      int far = 0;
      for (int signs = 0; signs < ways; signs++) {
        far += Math.abs(sum(differences, signs)) >= found ? 1 : 0;
      }
      return (double) far / ways;
    }
    Random random = new Random(SEED);
    int far = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      long signs = 0;
      for (int i = 0; i < differences.length; i++) {
        signs = i % Long.SIZE == 0 ? random.nextLong() : signs >>> 1;
        sum += (signs & 1) == 0 ? differences[i] : -differences[i];
      }
      far += Math.abs(sum) >= found ? 1 : 0;
    }
    return (double) far / (DRAWS + 1);
  }

  private static double sum(double[] differences, int signs) {
    double sum = 0;
    for (int i = 0; i < differences.length; i++) {
      sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
    }
    return sum;
  }

  private static double[] resample(double[] differences) {
    Random random = new Random(SEED);
    double[] means = new double[differences.length == 0 ? 0 : RESAMPLES];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int j = 0; j < differences.length; j++) {
        sum += differences[random.nextInt(differences.length)];
      }
      means[i] = sum / differences.length;
    }
    Arrays.sort(means);
    return means;
  }

  private static double quantile(double[] sorted, double share, double absent) {
    return sorted.length == 0 ? absent : sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
