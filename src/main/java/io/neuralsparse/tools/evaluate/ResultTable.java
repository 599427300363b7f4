/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation as tables for a terminal. */
public final class ResultTable {
  private static final List<String> METRICS =
      List.of("ndcg@10", "mrr@10", "map", "recall@100", "recall@1000", "p@10");
  private static final String ABSENT = "-";

  private final PrintStream out;

  /** Prints to a stream. */
  public ResultTable(PrintStream out) {
    this.out = out;
  }

  /** Prints all of it. */
  public void print(Evaluation evaluation) {
    out.println();
    out.println(
        evaluation.collection().name()
            + " ("
            + evaluation.collection().split()
            + "): "
            + evaluation.collection().documents()
            + " documents, "
            + evaluation.collection().queries().size()
            + " queries");
    out.println();
    relevance(evaluation);
    out.println();
    cost(evaluation);
    comparisons(evaluation);
    expected(evaluation);
  }

  private void relevance(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of("system"));
    heading.addAll(METRICS);
    rows.add(heading);
    for (SystemResult system : evaluation.systems()) {
      List<String> row = new ArrayList<>(List.of(system.name()));
      for (String metric : METRICS) {
        SystemResult.Metric found = system.relevance().metrics().get(metric);
        row.add(found == null ? ABSENT : decimals(4, found.mean()));
      }
      rows.add(row);
    }
    print(rows);
  }

  private void cost(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "system",
            "FLOPS",
            "tokens/document",
            "tokens/query",
            "index MB",
            "documents/s",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "p50 x BM25"));
    for (SystemResult system : evaluation.systems()) {
      SystemResult.Cost cost = system.cost();
      SystemResult.Latency latency = system.latency();
      List<String> row = new ArrayList<>(List.of(system.name()));
      row.add(decimals(2, cost.flops()));
      row.add(decimals(1, cost.documentTokens() == null ? null : cost.documentTokens().mean()));
      row.add(decimals(1, cost.queryTokens() == null ? null : cost.queryTokens().mean()));
      row.add(decimals(1, cost.indexBytes() == null ? null : cost.indexBytes() / 1e6));
      row.add(
          decimals(
              0,
              cost.ingestSeconds() == null
                  ? null
                  : evaluation.collection().documents() / cost.ingestSeconds()));
      row.add(decimals(2, latency == null ? null : latency.p50()));
      row.add(decimals(2, latency == null ? null : latency.p90()));
      row.add(decimals(2, latency == null ? null : latency.p99()));
      SystemResult.Ratio ratio = latency == null ? null : latency.bm25Ratio();
      row.add(
          ratio == null
              ? ABSENT
              : String.format(
                  Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.value(), ratio.low(), ratio.high()));
      rows.add(row);
    }
    print(rows);
  }

  private void comparisons(Evaluation evaluation) {
    boolean first = true;
    for (SystemResult system : evaluation.systems()) {
      for (SystemResult.Comparison each : system.relevance().comparisons()) {
        if (first) {
          out.println();
          out.println(evaluation.significanceTest());
          first = false;
        }
        out.println(
            String.format(
                Locale.ROOT,
                "%s against %s: %s %+.4f (%+.4f to %+.4f), p = %.5f",
                system.name(),
                each.against(),
                each.metric(),
                each.difference(),
                each.low(),
                each.high(),
                each.p()));
      }
    }
  }

  private void expected(Evaluation evaluation) {
    for (SystemResult system : evaluation.systems()) {
      for (SystemResult.Expected each : system.relevance().expected()) {
        SystemResult.Metric found = system.relevance().metrics().get(each.metric());
        if (found != null) {
          boolean within = Math.abs(found.mean() - each.value()) <= each.tolerance();
          out.println(
              String.format(
                  Locale.ROOT,
                  "%s: %s %.4f is %s %s %.4f by more than %.4f (%s)",
                  system.name(),
                  each.metric(),
                  found.mean(),
                  within ? "not off" : "OFF",
                  each.kind(),
                  each.value(),
                  each.tolerance(),
                  each.origin()));
        }
      }
    }
  }

  private static String decimals(int count, Double value) {
    return value == null ? ABSENT : String.format(Locale.ROOT, "%." + count + "f", value);
  }

  private void print(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? cell + space : "  " + space + cell);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
