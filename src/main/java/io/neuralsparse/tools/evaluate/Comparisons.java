/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.report.SystemResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which systems are held against which: all against the baseline, later models against the first.
 */
final class Comparisons {
  private static final String BM25 = "bm25";

  private Comparisons() {}

  /** The first whose name begins with bm25, or else the first. */
  static String baseline(Iterable<String> names) {
    for (String name : names) {
      if (name.startsWith(BM25)) {
        return name;
      }
    }
    return names.iterator().next();
  }

  /**
   * Those of one system.
   *
   * @param name of the system
   * @param figures the main figure of each query, by system, in the order of the command line
   */
  static List<SystemResult.Comparison> of(String name, Map<String, double[]> figures) {
    List<String> names = List.copyOf(figures.keySet());
    String baseline = baseline(names);
    List<SystemResult.Comparison> comparisons = new ArrayList<>();
    if (!name.equals(baseline)) {
      comparisons.add(compare(name, baseline, figures));
      names.stream()
          .limit(names.indexOf(name))
          .filter(other -> !other.startsWith(BM25) && !other.equals(baseline))
          .findFirst()
          .ifPresent(first -> comparisons.add(compare(name, first, figures)));
    }
    return comparisons;
  }

  private static SystemResult.Comparison compare(
      String name, String other, Map<String, double[]> figures) {
    Significance found = Significance.of(figures.get(name), figures.get(other));
    return new SystemResult.Comparison(
        other, Metric.MAIN.label(), found.difference(), found.low(), found.high(), found.p());
  }
}
