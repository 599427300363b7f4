/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results of a matrix in Markdown: mean and standard deviation over the seeds. */
final class AblationTable {
  private AblationTable() {}

  /**
   * The table of what is done so far.
   *
   * @param results in any order
   */
  static String of(AblationPlan plan, List<RunResult> results) {
    StringBuilder table = new StringBuilder();
    table.append("| variation | seeds | dev | ");
    plan.tests().forEach(test -> table.append(test.label()).append(" | "));
    table.append("mean of tests | FLOPS | active tokens |\n| --- |");
    table.append(" ---: |".repeat(plan.tests().size() + 5)).append('\n');
    for (AblationPlan.Variation variation : plan.variations()) {
      List<RunResult> own =
          results.stream().filter(each -> each.variation().equals(variation.name())).toList();
      if (!own.isEmpty()) {
        row(table, plan, variation.name(), own);
      }
    }
    return table.toString();
  }

  private static void row(
      StringBuilder table, AblationPlan plan, String name, List<RunResult> own) {
    table.append("| ").append(name).append(" | ").append(own.size()).append(" | ");
    List<String> cells = new ArrayList<>();
    cells.add(cell(own, 4, result -> result.dev().ndcg()));
    for (AblationPlan.Test test : plan.tests()) {
      cells.add(cell(own, 4, result -> result.tests().get(test.label()).ndcg()));
    }
    cells.add(cell(own, 4, result -> mean(result, Trial.Result::ndcg)));
    cells.add(cell(own, 2, result -> mean(result, Trial.Result::flops)));
    cells.add(cell(own, 0, result -> mean(result, Trial.Result::tokens)));
    table.append(String.join(" | ", cells)).append(" |\n");
  }

  /** Over the test collections. */
  private static double mean(RunResult result, ToDoubleFunction<Trial.Result> figure) {
    return result.tests().values().stream().mapToDouble(figure).average().orElse(0);
  }

  private static String cell(
      List<RunResult> results, int digits, ToDoubleFunction<RunResult> figure) {
    double[] values = results.stream().mapToDouble(figure).toArray();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    String text = String.format(Locale.ROOT, "%." + digits + "f", mean);
    if (values.length < 2) {
      return text;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / (values.length - 1));
    return text + String.format(Locale.ROOT, " ± %." + digits + "f", deviation);
  }
}
