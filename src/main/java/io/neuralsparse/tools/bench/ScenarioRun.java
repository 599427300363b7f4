/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Checks and measures the variants under the conditions of one scenario. */
final class ScenarioRun {
  /** Documents that are indexed before a search that is to be right after a refresh. */
  private static final int CHANGE = 10;

  private final Plan plan;
  private final Scenario scenario;
  private final Workload workload;
  private final SearchBenchmark.Engines engines;
  private final String index;
  private final Indices indices;
  private final BiConsumer<String, Double> progress;
  private int changed;

  ScenarioRun(
      Plan plan,
      Scenario scenario,
      Workload workload,
      SearchBenchmark.Engines engines,
      String index,
      Indices indices,
      BiConsumer<String, Double> progress) {
    this.plan = plan;
    this.scenario = scenario;
    this.workload = workload;
    this.engines = engines;
    this.index = index;
    this.indices = indices;
    this.progress = progress;
    this.changed = workload.size();
  }

  /**
   * Does it.
   *
   * @param exact rankings by kind of query (narrow, wide) and query, where there are checks
   * @param first number of the first query to measure with
   */
  Result run(List<List<Ranking>> exact, int first) throws BenchmarkException {
    List<Variant> variants = new ArrayList<>(engines.variants(workload.hasWideQueries()));
    if (!isSupported(Variant.TWO_PHASE)) {
      variants.remove(Variant.TWO_PHASE);
    }
    long bytes = indices.bytes(index);
    int segments = indices.segments(index);
    Map<Variant, Result.Accuracy> accuracies = new TreeMap<>();
    if (plan.checks() > 0) {
      for (Variant variant : variants) {
        if (variant.isSparse()) {
          accuracies.put(variant, accuracy(variant, exact));
        }
      }
    }
    Map<Variant, double[]> times = measure(variants, first);
    Map<Variant, Map<Integer, Double>> throughputs =
        scenario.refreshed() ? Map.of() : throughputs(variants, first);
    return new Result(scenario, index, bytes, segments, times, accuracies, throughputs);
  }

  private boolean isSupported(Variant variant) throws BenchmarkException {
    return engines.of(variant).send(request(variant, 0)).statusCode() == 200;
  }

  private HttpRequest request(Variant variant, int number) {
    SyntheticQuery query = variant.isWide() ? workload.wideQuery(number) : workload.query(number);
    return engines
        .of(variant)
        .prepare(
            "POST",
            variant.path(index),
            variant.body(query, scenario, plan.model(), plan.source()));
  }

  private Result.Accuracy accuracy(Variant variant, List<List<Ranking>> exact)
      throws BenchmarkException {
    double overlap = 0;
    int equal = 0;
    for (int i = 0; i < plan.checks(); i++) {
      Ranking expected = exact.get(variant.isWide() ? 1 : 0).get(i);
      Ranking found = found(variant, i);
      overlap += found.overlap(expected, scenario.top());
      equal += found.equals(expected, scenario.top()) ? 1 : 0;
    }
    progress.accept("checking", 1.0);
    return new Result.Accuracy(overlap / plan.checks(), equal, plan.checks());
  }

  private Ranking found(Variant variant, int number) throws BenchmarkException {
    return Ranking.of(Engine.read(engines.of(variant).send(request(variant, number))));
  }

  /** A fresh query a round, which all variants answer in random order. */
  private Map<Variant, double[]> measure(List<Variant> variants, int first)
      throws BenchmarkException {
    Map<Variant, double[]> times = new TreeMap<>();
    variants.forEach(variant -> times.put(variant, new double[plan.rounds()]));
    List<Variant> order = new ArrayList<>(variants);
    Random random = new Random(first);
    int all = plan.warmUp() + plan.rounds();
    for (int i = 0; i < all; i++) {
      Collections.shuffle(order, random);
      for (Variant variant : order) {
        double time = time(variant, first + i);
        if (i >= plan.warmUp()) {
          times.get(variant)[i - plan.warmUp()] = time;
        }
      }
      progress.accept("measuring", (i + 1.0) / all);
    }
    return times;
  }

  /** Milliseconds from the request to the end of the answer. */
  private double time(Variant variant, int number) throws BenchmarkException {
    Engine engine = engines.of(variant);
    if (scenario.refreshed()) {
      new IndexLoader(engine, workload, index).send(changed, changed + CHANGE);
      changed += CHANGE;
      engine.request("POST", "/" + index + "/_refresh", "");
    }
    HttpRequest request = request(variant, number);
    long begin = System.nanoTime();
    HttpResponse<String> response = engine.send(request);
    double time = (System.nanoTime() - begin) / 1e6;
    check(response);
    return time;
  }

  private static void check(HttpResponse<String> response) throws BenchmarkException {
    if (response.statusCode() != 200 || !response.body().contains("\"failed\":0")) {
      throw new BenchmarkException(
          "[" + response.uri() + "] failed: " + response.statusCode() + " " + response.body());
    }
  }

  private Map<Variant, Map<Integer, Double>> throughputs(List<Variant> variants, int first)
      throws BenchmarkException {
    Map<Variant, Map<Integer, Double>> throughputs = new TreeMap<>();
    List<Throughput> measured = new ArrayList<>();
    for (int clients : plan.clients()) {
      for (Variant variant : variants) {
        List<HttpRequest> requests = new ArrayList<>();
        for (int i = 0; i < plan.rounds(); i++) {
          requests.add(request(variant, first + plan.warmUp() + i));
        }
        measured.add(new Throughput(variant, engines.of(variant), requests, clients));
      }
    }
    int slots = plan.clients().isEmpty() ? 0 : plan.seconds();
    Random random = new Random(first);
    for (int slot = 0; slot < slots; slot++) {
      Collections.shuffle(measured, random);
      for (Throughput each : measured) {
        each.run(1);
      }
      progress.accept("throughput", (slot + 1.0) / slots);
    }
    for (Throughput each : measured) {
      throughputs
          .computeIfAbsent(each.variant(), variant -> new TreeMap<>())
          .put(each.clients(), each.perSecond());
    }
    return throughputs;
  }
}
