/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;

/** What systems cost: vectors, index, time. */
final class CostTable {
  static final List<String> COLUMNS =
      List.of(
          "FLOPS",
          "Tokens/doc",
          "Tokens/query",
          "Index",
          "Docs/s",
          "p50 ms",
          "p90 ms",
          "p99 ms",
          "p50 × BM25");

  private CostTable() {}

  static Html of(Evaluation evaluation) {
    List<Html> rows = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      SystemResult system = evaluation.systems().get(place);
      List<Html> cells = cells(evaluation, system).stream().map(Table::cell).toList();
      rows.add(Table.row(Table.systemHead(place, system.name()), cells));
    }
    return Table.of(
        "Cost: shared tokens of a query and a document, active tokens in the mean, size of the"
            + " index, documents ingested a second, and latency of whole searches at one client.",
        "System",
        List.of(),
        COLUMNS,
        rows);
  }

  /** One for each column. */
  static List<String> cells(Evaluation evaluation, SystemResult system) {
    SystemResult.Cost cost = system.cost();
    SystemResult.Latency latency = system.latency();
    SystemResult.Ratio ratio = latency == null ? null : latency.bm25Ratio();
    return List.of(
        cost.flops() == null ? Numbers.NONE : Numbers.significant(cost.flops()),
        mean(cost.documentTokens()),
        mean(cost.queryTokens()),
        cost.indexBytes() == null ? Numbers.NONE : Numbers.bytes(cost.indexBytes()),
        rate(evaluation.collection().documents(), cost.ingestSeconds()),
        latency == null ? Numbers.NONE : Numbers.significant(latency.p50()),
        latency == null ? Numbers.NONE : Numbers.significant(latency.p90()),
        latency == null ? Numbers.NONE : Numbers.significant(latency.p99()),
        ratio == null
            ? Numbers.NONE
            : Numbers.fixed(ratio.value(), 2)
                + " ("
                + Numbers.fixed(ratio.low(), 2)
                + "–"
                + Numbers.fixed(ratio.high(), 2)
                + ")");
  }

  private static String mean(SystemResult.Distribution tokens) {
    return tokens == null ? Numbers.NONE : Numbers.significant(tokens.mean());
  }

  private static String rate(int documents, Double seconds) {
    return seconds == null || seconds == 0
        ? Numbers.NONE
        : Numbers.count(Math.round(documents / seconds));
  }
}
