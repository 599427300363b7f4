/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** The names of figures of relevance. */
final class Metrics {
  private static final String PREFERRED = "ndcg@10";

  private Metrics() {}

  /** As people write it. */
  static String label(String name) {
    return name.startsWith("recall")
        ? "Recall" + name.substring("recall".length())
        : name.toUpperCase(Locale.ROOT);
  }

  /** All that a system has, the one that plots show first. */
  static Set<String> of(Evaluation evaluation) {
    Set<String> names = new LinkedHashSet<>();
    String main = main(List.of(evaluation));
    if (!main.isEmpty()) {
      names.add(main);
    }
    evaluation.systems().forEach(system -> names.addAll(system.relevance().metrics().keySet()));
    return names;
  }

  /** The one that plots show: NDCG@10, or the first where that is nowhere. */
  static String main(List<Evaluation> evaluations) {
    Set<String> names = new LinkedHashSet<>();
    for (Evaluation evaluation : evaluations) {
      evaluation.systems().forEach(system -> names.addAll(system.relevance().metrics().keySet()));
    }
    return names.contains(PREFERRED) ? PREFERRED : names.stream().findFirst().orElse("");
  }

  static OptionalDouble mean(SystemResult system, String metric) {
    SystemResult.Metric values = system.relevance().metrics().get(metric);
    return values == null ? OptionalDouble.empty() : OptionalDouble.of(values.mean());
  }
}
