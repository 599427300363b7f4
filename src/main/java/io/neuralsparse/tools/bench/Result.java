/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one scenario has shown.
 *
 * @param scenario its conditions
 * @param index what it was measured on
 * @param bytes of that index
 * @param segments of that index
 * @param times milliseconds of each round, by variant
 * @param accuracies by variant, where there were checks
 * @param throughputs searches a second, by variant and number of clients
 */
record Result(
    Scenario scenario,
    String index,
    long bytes,
    int segments,
    Map<Variant, double[]> times,
    Map<Variant, Accuracy> accuracies,
    Map<Variant, Map<Integer, Double>> throughputs) {

  /**
   * How right hits are.
   *
   * @param overlap mean share of the exact top hits that were found
   * @param equal number of queries whose whole ranking was exact, scores included
   * @param queries number of queries
   */
  record Accuracy(double overlap, int equal, int queries) {}

  /** Sorts the maps. */
  Result {
    times = new TreeMap<>(times);
    accuracies = new TreeMap<>(accuracies);
    throughputs = new TreeMap<>(throughputs);
  }

  /** How the medians of two variants compare; null where one was not measured. */
  Statistics.Ratio ratio(Variant variant, Variant other) {
    return times.containsKey(variant) && times.containsKey(other) && variant != other
        ? Statistics.ratio(times.get(variant), times.get(other))
        : null;
  }
}
