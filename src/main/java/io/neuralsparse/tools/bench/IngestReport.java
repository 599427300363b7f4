/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what the ingest benchmark found as tables, and writes it as JSON. */
final class IngestReport {
  /** What ways are compared with, where they were measured. */
  private static final List<String> BASES = List.of("onnx-32", "onnx-best", "unbatched", "pytorch");

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();
  private static final String ROW =
      "%-20s %22s %9s %7s %7s %8s %8s %8s   %-20s %-20s %-20s %-20s%n";

  private final PrintStream out;

  IngestReport(PrintStream out) {
    this.out = out;
  }

  /** The table of ways. */
  void print(IngestResult result, IngestPlan plan) {
    int processors = Runtime.getRuntime().availableProcessors();
    out.printf(
        Locale.ROOT,
        "%s; %d rounds of %d documents after one to warm up; %d processors%n",
        result.workload(),
        plan.rounds(),
        plan.documents(),
        processors);
    out.println("bulk C x N / B: C clients, N documents a request, batch_size B");
    if (result.peak() > 0) {
      out.printf(Locale.ROOT, "node: %.0f MB resident at most%n", result.peak() / 1e6);
    }
    out.println();
    out.printf(
        Locale.ROOT,
        ROW,
        "",
        "documents/s",
        "tokens/s",
        "node",
        "client",
        "ms/doc",
        "p50 ms",
        "p99 ms",
        "x onnx-32",
        "x onnx-best",
        "x unbatched",
        "x pytorch");
    for (IngestFigures figures : result.figures()) {
      row(result, figures, processors);
    }
    out.flush();
  }

  private void row(IngestResult result, IngestFigures figures, int processors) {
    double[] rates = figures.documentsPerSecond();
    double[] requests = figures.requests();
    Object[] ratios =
        BASES.stream()
            .map(base -> base.equals(figures.label()) ? "" : ratio(result, figures, base))
            .toArray();
    out.printf(
        Locale.ROOT,
        ROW,
        figures.label(),
        String.format(
            Locale.ROOT,
            "%.1f (%.1f to %.1f)",
            Statistics.quantile(rates, 0.5),
            Statistics.quantile(rates, 0),
            Statistics.quantile(rates, 1)),
        number("%.0f", figures.tokensPerSecond(), 0.5),
        percent(figures.nodeShare(processors)),
        percent(figures.ownShare(processors)),
        number("%.1f", figures.processorTime(), 0.5),
        number("%.1f", requests, 0.5),
        number("%.1f", requests, 0.99),
        ratios[0],
        ratios[1],
        ratios[2],
        ratios[3]);
  }

  private static String number(String format, double[] values, double share) {
    return values.length == 0 || Double.isNaN(values[0])
        ? ""
        : String.format(Locale.ROOT, format, Statistics.quantile(values, share));
  }

  private static String percent(double[] shares) {
    return number("%.0f %%", Arrays.stream(shares).map(share -> 100 * share).toArray(), 0.5);
  }

  private static String ratio(IngestResult result, IngestFigures figures, String base) {
    return result
        .ratio(figures, base)
        .map(
            ratio ->
                String.format(
                    Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.value(), ratio.low(), ratio.high()))
        .orElse("");
  }

  /** The table of searches, if there are any. */
  void print(Map<String, Map<String, double[]>> searches) {
    if (searches.isEmpty()) {
      return;
    }
    out.println();
    out.printf(
        Locale.ROOT,
        "%-20s %10s %10s %10s %10s %10s %10s%n",
        "searches, ms",
        "idle p50",
        "p99",
        "busy p50",
        "p99",
        "x p50",
        "x p99");
    Map<String, double[]> idle = searches.get(SearchesBesideIngest.IDLE);
    Map<String, double[]> saturated = searches.get(SearchesBesideIngest.SATURATED);
    idle.forEach(
        (kind, times) -> {
          double[] busy = saturated.get(kind);
          out.printf(
              Locale.ROOT,
              "%-20s %10.2f %10.2f %10.2f %10.2f %10.2f %10.2f%n",
              kind,
              Statistics.quantile(times, 0.5),
              Statistics.quantile(times, 0.99),
              Statistics.quantile(busy, 0.5),
              Statistics.quantile(busy, 0.99),
              Statistics.quantile(busy, 0.5) / Statistics.quantile(times, 0.5),
              Statistics.quantile(busy, 0.99) / Statistics.quantile(times, 0.99));
        });
    out.flush();
  }

  /** Writes all figures of all rounds. */
  static void write(Path file, IngestResult result, IngestPlan plan) throws IOException {
    JsonObject all = new JsonObject();
    all.addProperty("workload", result.workload());
    all.addProperty("rounds", plan.rounds());
    all.addProperty("documents", plan.documents());
    all.addProperty("processors", Runtime.getRuntime().availableProcessors());
    all.addProperty("node_peak_bytes", result.peak());
    JsonArray ways = new JsonArray();
    for (IngestFigures figures : result.figures()) {
      ways.add(way(result, figures));
    }
    all.add("ways", ways);
    all.add("searches", JSON.toJsonTree(result.searches()));
    Files.writeString(file, JSON.toJson(all) + "\n");
  }

  private static JsonObject way(IngestResult result, IngestFigures figures) {
    JsonObject way = new JsonObject();
    way.addProperty("way", figures.label());
    way.addProperty("documents_per_second", Statistics.quantile(figures.documentsPerSecond(), 0.5));
    way.addProperty("tokens_per_second", Statistics.quantile(figures.tokensPerSecond(), 0.5));
    JsonObject ratios = new JsonObject();
    for (String base : BASES) {
      result.ratio(figures, base).ifPresent(ratio -> ratios.add(base, JSON.toJsonTree(ratio)));
    }
    way.add("ratios", ratios);
    way.add("rounds", JSON.toJsonTree(figures.rounds()));
    return way;
  }
}
