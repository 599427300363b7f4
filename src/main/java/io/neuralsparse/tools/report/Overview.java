/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Systems × collections: one figure each. */
final class Overview {
  private final List<Evaluation> evaluations;
  private final String metric;

  Overview(List<Evaluation> evaluations) {
    this.evaluations = evaluations;
    this.metric = Metrics.main(evaluations);
  }

  /** The table; nothing for one collection, whose own tables say it. */
  static Html of(List<Evaluation> evaluations) {
    return evaluations.size() < 2 ? Html.NONE : new Overview(evaluations).html();
  }

  /** All names, in the order in which they first come. */
  Set<String> systems() {
    Set<String> names = new LinkedHashSet<>();
    evaluations.forEach(each -> each.systems().forEach(system -> names.add(system.name())));
    return names;
  }

  String metric() {
    return metric;
  }

  /** A system's figure for each collection. */
  List<OptionalDouble> figures(String system) {
    List<OptionalDouble> figures = new ArrayList<>();
    for (Evaluation each : evaluations) {
      figures.add(
          each.system(system)
              .map(result -> Metrics.mean(result, metric))
              .orElse(OptionalDouble.empty()));
    }
    return figures;
  }

  /** The mean of a system's figures, where it has all of them. */
  static String mean(List<OptionalDouble> figures) {
    return figures.stream().allMatch(OptionalDouble::isPresent)
        ? Numbers.metric(
            figures.stream().mapToDouble(OptionalDouble::getAsDouble).average().orElse(Double.NaN))
        : Numbers.NONE;
  }

  static String shown(OptionalDouble figure) {
    return figure.isPresent() ? Numbers.metric(figure.getAsDouble()) : Numbers.NONE;
  }

  private Html html() {
    List<Html> rows = new ArrayList<>();
    for (String system : systems()) {
      List<OptionalDouble> figures = figures(system);
      List<Html> cells = new ArrayList<>();
      figures.forEach(figure -> cells.add(Table.cell(shown(figure))));
      cells.add(Table.cell(mean(figures)));
      rows.add(Table.row(Table.head(system), cells));
    }
    List<String> columns = new ArrayList<>();
    evaluations.forEach(each -> columns.add(each.collection().name()));
    columns.add("Mean");
    return Table.of(
        Metrics.label(metric) + " on all collections.", "System", List.of(), columns, rows);
  }
}
