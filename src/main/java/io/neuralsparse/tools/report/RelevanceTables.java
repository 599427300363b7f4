/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import io.neuralsparse.tools.report.SystemResult.Comparison;
import io.neuralsparse.tools.report.SystemResult.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How good systems are, and how sure that is, as tables. */
final class RelevanceTables {
  /** Below this a difference is marked. */
  static final double SIGNIFICANT = 0.05;

  private final Evaluation evaluation;
  private final Set<String> metrics;

  RelevanceTables(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.metrics = Metrics.of(evaluation);
  }

  /** Systems × metrics, differences that are significant marked. */
  Html figures() {
    List<Html> rows = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      SystemResult system = evaluation.systems().get(place);
      List<Html> cells = new ArrayList<>();
      metrics.forEach(metric -> cells.add(cell(system, metric)));
      rows.add(Table.row(Table.systemHead(place, system.name()), cells));
    }
    return Html.of(
        "{}{}",
        Table.of(
            "Relevance: means over "
                + Numbers.count(evaluation.collection().queries().size())
                + " queries. The best of each column is bold.",
            "System",
            List.of(),
            metrics.stream().map(Metrics::label).toList(),
            rows),
        legend());
  }

  private Html cell(SystemResult system, String metric) {
    if (Metrics.mean(system, metric).isEmpty()) {
      return Table.cell(Numbers.NONE);
    }
    double value = Metrics.mean(system, metric).getAsDouble();
    String shown = Numbers.metric(value);
    boolean best =
        evaluation.systems().stream()
            .flatMapToDouble(other -> Metrics.mean(other, metric).stream())
            .allMatch(other -> Numbers.metric(other).equals(shown) || other < value);
    List<Html> marks = new ArrayList<>();
    for (Comparison comparison : system.relevance().comparisons()) {
      if (comparison.metric().equals(metric) && comparison.p() < SIGNIFICANT) {
        marks.add(mark(comparison));
      }
    }
    return Html.of(
        """
        <td class="number{}">{}{}</td>
        """,
        best ? " best" : "",
        marks,
        shown);
  }

  private boolean isBaseline(String name) {
    return evaluation.baseline().name().equals(name);
  }

  private Html mark(Comparison comparison) {
    boolean better = comparison.difference() > 0;
    String sign = isBaseline(comparison.against()) ? better ? "▲" : "▼" : better ? "△" : "▽";
    return Html.of(
        """
        <abbr class="mark {}" title="{} than {}, p = {}">{}</abbr>\
        """,
        better ? "up" : "down",
        better ? "better" : "worse",
        comparison.against(),
        Numbers.probability(comparison.p()),
        sign);
  }

  private Html legend() {
    List<Comparison> all =
        evaluation.systems().stream()
            .flatMap(system -> system.relevance().comparisons().stream())
            .toList();
    if (all.isEmpty()) {
      return Html.NONE;
    }
    boolean others = all.stream().anyMatch(each -> !isBaseline(each.against()));
    return Html.of(
        """
        <p class="note">▲ better, ▼ worse than {} with p &lt; 0.05{}. Test: {}.</p>
        """,
        evaluation.baseline().name(),
        others ? "; △ better, ▽ worse than another system, see below" : "",
        evaluation.significanceTest());
  }

  /** Each pair that was tested. */
  Html comparisons() {
    List<Html> rows = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      SystemResult system = evaluation.systems().get(place);
      for (Comparison each : system.relevance().comparisons()) {
        rows.add(
            Table.row(
                Table.systemHead(place, system.name()),
                List.of(
                    Table.words(each.against()),
                    Table.words(Metrics.label(each.metric())),
                    Table.cell(Numbers.difference(each.difference())),
                    Table.cell(interval(each)),
                    Table.cell(Numbers.probability(each.p())))));
      }
    }
    return Table.of(
        "Differences of the means, and how sure they are.",
        "System",
        List.of("Against", "Metric"),
        List.of("Difference", "95 % interval", "p"),
        rows);
  }

  static String interval(Comparison comparison) {
    return comparison.low() == null || comparison.high() == null
        ? Numbers.NONE
        : Numbers.difference(comparison.low()) + " to " + Numbers.difference(comparison.high());
  }

  /** What was to be found beside what was found. */
  Html expected() {
    List<Html> rows = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      SystemResult system = evaluation.systems().get(place);
      for (Expected each : system.relevance().expected()) {
        rows.add(expectation(place, system, each));
      }
    }
    return Table.of(
        "Figures that were expected or published.",
        "System",
        List.of("Metric", "Origin"),
        List.of("Found", "Reference", "Difference", "Allowed"),
        rows);
  }

  private static Html expectation(int place, SystemResult system, Expected each) {
    double found = Metrics.mean(system, each.metric()).orElse(Double.NaN);
    boolean within = Math.abs(found - each.value()) <= each.tolerance();
    return Table.row(
        Table.systemHead(place, system.name()),
        List.of(
            Table.words(Metrics.label(each.metric())),
            Table.words(each.kind() + ": " + each.origin()),
            Table.cell(Double.isNaN(found) ? Numbers.NONE : Numbers.metric(found)),
            Table.cell(Numbers.metric(each.value())),
            Html.of(
                """
                <td class="number {}">{}</td>
                """,
                within ? "up" : "down",
                Double.isNaN(found)
                    ? Numbers.NONE
                    : Numbers.difference(found - each.value()) + (within ? " ✓" : " ✗")),
            Table.cell("± " + Numbers.metric(each.tolerance()))));
  }
}
