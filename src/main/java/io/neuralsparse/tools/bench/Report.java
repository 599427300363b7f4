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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Prints results as tables, and writes them as JSON. */
final class Report {
  private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();
  private static final String ROW = "%-20s %8s %8s %8s %8s   %-20s %-20s %-20s %8s %9s%n";
  private static final List<Double> QUANTILES = List.of(0.5, 0.9, 0.99);

  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** What is measured on. */
  void begin(String workload, Plan plan) {
    out.printf(
        Locale.ROOT,
        "%s; %d rounds after %d to warm up; whole requests over HTTP, one client%n",
        workload,
        plan.rounds(),
        plan.warmUp());
  }

  /** The tables of one scenario. */
  void print(Result result) {
    out.println();
    out.println(result.scenario());
    out.printf(
        Locale.ROOT,
        "index [%s]: %.1f MB, segments: %d%n",
        result.index(),
        result.bytes() / 1e6,
        result.segments());
    out.printf(
        Locale.ROOT,
        ROW,
        "ms",
        "p50",
        "p90",
        "p99",
        "mean",
        "x bm25",
        "x naive",
        "x official",
        "overlap",
        "exact");
    for (Map.Entry<Variant, double[]> entry : result.times().entrySet()) {
      Variant variant = entry.getKey();
      double[] times = entry.getValue();
      Result.Accuracy accuracy = result.accuracies().get(variant);
      out.printf(
          Locale.ROOT,
          ROW,
          variant.label(),
          number(Statistics.quantile(times, 0.5)),
          number(Statistics.quantile(times, 0.9)),
          number(Statistics.quantile(times, 0.99)),
          number(Statistics.mean(times)),
          ratio(result.ratio(variant, Variant.BM25)),
          ratio(result.ratio(variant, variant.naive())),
          variant.rival().map(rival -> ratio(result.ratio(variant, rival))).orElse(""),
          accuracy == null ? "" : String.format(Locale.ROOT, "%.4f", accuracy.overlap()),
          accuracy == null ? "" : accuracy.equal() + "/" + accuracy.queries());
    }
    printThroughputs(result);
    out.flush();
  }

  private void printThroughputs(Result result) {
    TreeSet<Integer> clients = new TreeSet<>();
    result.throughputs().values().forEach(each -> clients.addAll(each.keySet()));
    if (clients.isEmpty()) {
      return;
    }
    out.printf(Locale.ROOT, "%-20s", "searches/s, clients:");
    clients.forEach(count -> out.printf(Locale.ROOT, " %8d", count));
    out.println();
    for (Map.Entry<Variant, Map<Integer, Double>> entry : result.throughputs().entrySet()) {
      out.printf(Locale.ROOT, "%-20s", entry.getKey().label());
      entry.getValue().values().forEach(value -> out.printf(Locale.ROOT, " %8.0f", value));
      out.println();
    }
  }

  private static String number(double milliseconds) {
    return String.format(Locale.ROOT, "%.2f", milliseconds);
  }

  /** With the 95 % interval. */
  private static String ratio(Statistics.Ratio ratio) {
    return ratio == null
        ? ""
        : String.format(
            Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.value(), ratio.low(), ratio.high());
  }

  /** Writes all results to a file. */
  static void write(Path file, String workload, Plan plan, List<Result> results)
      throws IOException {
    JsonObject all = new JsonObject();
    all.addProperty("workload", workload);
    all.addProperty("rounds", plan.rounds());
    all.addProperty("warm_up", plan.warmUp());
    JsonArray scenarios = new JsonArray();
    results.forEach(result -> scenarios.add(object(result)));
    all.add("scenarios", scenarios);
    Files.writeString(file, JSON.toJson(all) + "\n");
  }

  private static JsonObject object(Result result) {
    JsonObject object = new JsonObject();
    object.addProperty("scenario", result.scenario().toString());
    object.addProperty("bytes", result.bytes());
    object.addProperty("segments", result.segments());
    JsonObject variants = new JsonObject();
    for (Map.Entry<Variant, double[]> entry : result.times().entrySet()) {
      Variant variant = entry.getKey();
      JsonObject figures = new JsonObject();
      for (double quantile : QUANTILES) {
        figures.addProperty(
            "p" + Math.round(quantile * 100), Statistics.quantile(entry.getValue(), quantile));
      }
      figures.addProperty("mean", Statistics.mean(entry.getValue()));
      add(figures, "bm25_ratio", result.ratio(variant, Variant.BM25));
      add(figures, "naive_ratio", result.ratio(variant, variant.naive()));
      variant
          .rival()
          .ifPresent(rival -> add(figures, "official_ratio", result.ratio(variant, rival)));
      if (result.accuracies().containsKey(variant)) {
        figures.add("accuracy", JSON.toJsonTree(result.accuracies().get(variant)));
      }
      if (result.throughputs().containsKey(variant)) {
        figures.add("searches_per_second", JSON.toJsonTree(result.throughputs().get(variant)));
      }
      figures.add("times", JSON.toJsonTree(entry.getValue()));
      variants.add(variant.label(), figures);
    }
    object.add("variants", variants);
    return object;
  }

  private static void add(JsonObject figures, String key, Statistics.Ratio ratio) {
    if (ratio != null) {
      figures.add(key, JSON.toJsonTree(ratio));
    }
  }
}
