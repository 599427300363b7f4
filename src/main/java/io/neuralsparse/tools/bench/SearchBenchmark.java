/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Measures whole search requests over HTTP, on an engine with this plugin and, if there is one, on
 * another with the official plugins: indexes the workload where that was not done before, compares
 * hits with exact scores, then times the variants in turns.
 */
public final class SearchBenchmark {
  private final Plan plan;
  private final Workload workload;
  private final Engine own;
  private final Optional<Engine> official;
  private final BiConsumer<String, Double> progress;

  /**
   * For two engines.
   *
   * @param own URL of the engine with this plugin
   * @param official URL of the one with the official plugins
   * @param progress is told what is done and which share of it, from 0 to 1
   */
  SearchBenchmark(
      Plan plan,
      Workload workload,
      String own,
      Optional<String> official,
      BiConsumer<String, Double> progress) {
    this.plan = plan;
    this.workload = workload;
    this.own = new Engine(own);
    this.official = official.map(Engine::new);
    this.progress = progress;
  }

  /** Measures all scenarios, and hands out the result of each as soon as it is there. */
  void run(Consumer<Result> results) throws BenchmarkException {
    own.request("GET", "/", "");
    if (official.isPresent()) {
      official
          .get()
          .request(
              "PUT",
              "/_search/pipeline/" + Variant.PIPELINE,
              "{\"request_processors\": [{\"neural_sparse_two_phase_processor\": {}}]}");
    }
    List<List<List<Ranking>>> exact = exact();
    int next = plan.checks();
    for (int i = 0; i < plan.scenarios().size(); i++) {
      ScenarioRun run = run(plan.scenarios().get(i));
      results.accept(run.run(exact.isEmpty() ? List.of() : exact.get(i), next));
      next += plan.warmUp() + plan.rounds();
    }
  }

  private ScenarioRun run(Scenario scenario) throws BenchmarkException {
    String index = prepare(own, scenario);
    if (official.isPresent()) {
      prepare(official.get(), scenario);
    }
    return new ScenarioRun(
        plan, scenario, workload, new Engines(own, official), index, indices(own), progress);
  }

  private Indices indices(Engine engine) {
    return new Indices(engine, workload, plan.vectorsInSource());
  }

  private String prepare(Engine engine, Scenario scenario) throws BenchmarkException {
    progress.accept("indexing", 0.0);
    Indices indices = indices(engine);
    return scenario.refreshed()
        ? indices.copy(scenario.layout(), share -> progress.accept("indexing", share))
        : indices.get(scenario.layout(), share -> progress.accept("indexing", share));
  }

  /** The exact rankings by scenario, kind of query (narrow, wide) and query. */
  private List<List<List<Ranking>>> exact() {
    if (plan.checks() == 0) {
      return List.of();
    }
    int kinds = workload.hasWideQueries() ? 2 : 1;
    List<SparseVector> queries = new ArrayList<>();
    for (int i = 0; i < plan.checks(); i++) {
      queries.add(workload.query(i).tokens());
    }
    for (int i = 0; kinds == 2 && i < plan.checks(); i++) {
      queries.add(workload.wideQuery(i).tokens());
    }
    List<IntPredicate> filters = new ArrayList<>();
    int depth = 0;
    for (Scenario scenario : plan.scenarios()) {
      filters.add(scenario::keeps);
      depth = Math.max(depth, scenario.top());
    }
    // A few more: others of the same score as the last are as good.
    List<List<Ranking>> rankings =
        new BruteForce(queries, filters, depth + 10)
            .rank(workload, share -> progress.accept("scoring all documents", share));
    return rankings.stream()
        .map(
            each ->
                List.of(
                    each.subList(0, plan.checks()),
                    each.subList((kinds - 1) * plan.checks(), kinds * plan.checks())))
        .toList();
  }

  /** The engines and what they can do. */
  record Engines(Engine own, Optional<Engine> official) {
    Engine of(Variant variant) {
      return variant.isOfficial() ? official.orElseThrow() : own;
    }

    /** Those that can be measured. */
    List<Variant> variants(boolean wide) {
      List<Variant> variants = new ArrayList<>();
      for (Variant variant : Variant.values()) {
        if ((wide || !variant.isWide()) && (official.isPresent() || !variant.isOfficial())) {
          variants.add(variant);
        }
      }
      return variants;
    }
  }
}
