/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.bench.Statistics;
import io.neuralsparse.tools.report.Case;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.Provenance;
import io.neuralsparse.tools.report.SystemResult;
import io.neuralsparse.tools.report.TestCollection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is found of each system, on its way to an {@link Evaluation}. */
final class Findings {
  private final BeirCollection collection;
  private final EvaluationPlan plan;
  private final int documents;
  private final Map<String, One> systems = new LinkedHashMap<>();

  Findings(BeirCollection collection, EvaluationPlan plan, int documents) {
    this.collection = collection;
    this.plan = plan;
    this.documents = documents;
  }

  /** One system's. */
  private static final class One {
    private final SystemRun run;
    private Long bytes;
    private Double seconds;
    private Scores scores;
    private double[] times;
    private TokenCounts documentTokens;
    private TokenCounts queryTokens;
    private List<SystemResult.Expected> expected = List.of();

    private One(SystemRun run) {
      this.run = run;
    }
  }

  private One one(SystemRun run) {
    return systems.computeIfAbsent(run.name(), name -> new One(run));
  }

  void index(SystemRun run, long bytes, Double seconds) {
    one(run).bytes = bytes;
    one(run).seconds = seconds;
  }

  void scores(SystemRun run, Scores scores) {
    one(run).scores = scores;
  }

  void times(Map<SearchSystem, double[]> times) {
    times.forEach((system, values) -> systems.get(system.name()).times = values);
  }

  void tokens(SystemRun run, TokenCounts documentTokens, TokenCounts queryTokens) {
    one(run).documentTokens = documentTokens;
    one(run).queryTokens = queryTokens;
  }

  void expected(SystemRun run, List<SystemResult.Expected> expected) {
    one(run).expected = expected;
  }

  /** What others are held against. */
  String baseline() {
    return Comparisons.baseline(systems.keySet());
  }

  /** The main figure of a system, a query each. */
  double[] main(String system) {
    return systems.get(system).scores.of(Metric.MAIN);
  }

  Evaluation evaluation(Provenance provenance, List<Case> cases) {
    List<SystemResult> results = new ArrayList<>();
    systems.values().forEach(one -> results.add(result(one)));
    return new Evaluation(
        Evaluation.FORMAT,
        provenance,
        new TestCollection(
            collection.name(),
            collection.split(),
            documents,
            null,
            collection.queries().stream()
                .map(
                    query ->
                        new TestCollection.Query(
                            query.id(), query.text(), collection.judgements().relevant(query.id())))
                .toList()),
        protocol(),
        Significance.TEST,
        results,
        cases);
  }

  private Map<String, String> protocol() {
    Map<String, String> protocol = new LinkedHashMap<>();
    protocol.put("text", "title and text as one passage; documents without either left out");
    protocol.put("hits judged", plan.depth() + " a query, those with the query's own id removed");
    protocol.put("figures", "as trec_eval 9.0.8 -c: a query without hits counts as 0");
    protocol.put("index", plan.shards() + " shard(s) of one segment; vectors in _source included");
    if (plan.timed() > 0) {
      protocol.put(
          "times",
          plan.timed()
              + " searches of "
              + plan.top()
              + " hits for each system, one client, systems by turns in random order");
    }
    return protocol;
  }

  private SystemResult result(One one) {
    SearchSystem system = one.run.system();
    return new SystemResult(
        one.run.name(),
        system.description(),
        system.isBm25()
            ? null
            : new SystemResult.Model(system.base(), one.run.digest().orElse(null)),
        system.options(),
        new SystemResult.Relevance(
            one.scores.metricsByName(), Comparisons.of(one.run.name(), mains()), one.expected),
        cost(one),
        one.times == null ? null : latency(one));
  }

  private Map<String, double[]> mains() {
    Map<String, double[]> mains = new LinkedHashMap<>();
    systems.keySet().forEach(name -> mains.put(name, main(name)));
    return mains;
  }

  private SystemResult.Cost cost(One one) {
    boolean counted = one.documentTokens != null;
    boolean both = counted && one.queryTokens != null;
    boolean all = counted && one.documentTokens.vectors() == documents;
    return new SystemResult.Cost(
        both ? (Double) one.documentTokens.flops(one.queryTokens) : null,
        counted ? distribution(one.documentTokens) : null,
        both ? distribution(one.queryTokens) : null,
        counted && !all ? (Integer) one.documentTokens.vectors() : null,
        one.bytes,
        one.seconds);
  }

  private static SystemResult.Distribution distribution(TokenCounts counts) {
    return new SystemResult.Distribution(counts.mean(), counts.sizes());
  }

  private SystemResult.Latency latency(One one) {
    One other = systems.get(baseline());
    boolean bm25 = other.run.system().isBm25() && other != one;
    SystemResult.Ratio ratio = null;
    if (bm25) {
      Statistics.Ratio found = Statistics.ratio(one.times, other.times);
      ratio = new SystemResult.Ratio(found.value(), found.low(), found.high());
    }
    return new SystemResult.Latency(
        one.times.length,
        Statistics.quantile(one.times, 0.5),
        Statistics.quantile(one.times, 0.9),
        Statistics.quantile(one.times, 0.99),
        ratio);
  }
}
