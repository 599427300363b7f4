/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.report.SystemResult;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one run, by metric, one a judged query. A judged query that found nothing, or that
 * the run lacks, counts as 0, as with trec_eval's {@code -c} and in BEIR; a query of the run that
 * was not judged does not count. Immutable.
 */
public final class Scores {
  private final Map<Metric, double[]> values;

  private Scores(Map<Metric, double[]> values) {
    this.values = values;
  }

  /**
   * Computes all figures.
   *
   * @param depth how many hits each search was asked for: metrics that look further are left out
   */
  public static Scores of(TrecRun run, Judgements judgements, int depth) {
    List<Metric> metrics = Metric.ALL.stream().filter(metric -> metric.cut() <= depth).toList();
    Map<Metric, double[]> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric, new double[judgements.queries().size()]));
    int i = 0;
    for (String query : judgements.queries()) {
      Map<String, Integer> grades = judgements.of(query);
      List<Integer> ranked =
          run.of(query).stream().map(hit -> grades.getOrDefault(hit.id(), 0)).toList();
      Collection<Integer> judged = grades.values();
      for (Metric metric : metrics) {
        values.get(metric)[i] = metric.of(ranked, judged);
      }
      i++;
    }
    return new Scores(values);
  }

  /** The metrics, in the order of tables. */
  public List<Metric> metrics() {
    return List.copyOf(values.keySet());
  }

  /** A figure for each judged query, in the order of the judgements; a copy. */
  double[] of(Metric metric) {
    return values.get(metric).clone();
  }

  /** All, as reports have them. */
  Map<String, SystemResult.Metric> metricsByName() {
    Map<String, SystemResult.Metric> metrics = new LinkedHashMap<>();
    values.forEach(
        (metric, figures) ->
            metrics.put(metric.label(), new SystemResult.Metric(mean(metric), figures.clone())));
    return metrics;
  }

  /** The mean over all judged queries; 0 without any. */
  public double mean(Metric metric) {
    return Arrays.stream(values.get(metric)).average().orElse(0);
  }
}
