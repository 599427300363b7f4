/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import io.neuralsparse.tools.report.TestCollection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * TREC runs that others have made, evaluated without a cluster.
 *
 * @param name of the collection
 * @param split of the judgements
 * @param judgements by people
 * @param texts of the queries by id, where they are known
 * @param runs files; each is a system of the file's name without its ending
 */
public record RunFiles(
    String name, String split, Judgements judgements, Map<String, String> texts, List<Path> runs) {

  /** Runs on a collection that is at hand. */
  public static RunFiles of(BeirCollection collection, List<Path> runs) {
    Map<String, String> texts = new LinkedHashMap<>();
    collection.queries().forEach(query -> texts.put(query.id(), query.text()));
    return new RunFiles(
        collection.name(), collection.split(), collection.judgements(), texts, runs);
  }

  /** Runs with judgements alone. */
  public static RunFiles of(Path qrels, List<Path> runs) throws IOException {
    return new RunFiles(stem(qrels), "-", Judgements.read(qrels), Map.of(), runs);
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Evaluates them. Nothing is removed from the runs.
   *
   * @param command that asked for it, without secrets
   * @param versions of what is at work here
   * @param expected folder of figures, see {@code ExpectedFigures}
   * @throws IOException when a file cannot be read, or two have one name
   */
  public Evaluation evaluate(String command, Map<String, String> versions, Optional<Path> expected)
      throws IOException {
    Origin origin = new Origin(command, versions);
    Map<String, Scores> scores = new LinkedHashMap<>();
    Map<String, double[]> mains = new LinkedHashMap<>();
    for (Path run : runs) {
      Scores each = Scores.of(TrecRun.read(run), judgements, Integer.MAX_VALUE);
      if (scores.put(stem(run), each) != null) {
        throw new IOException("two runs are named [" + stem(run) + "]");
      }
      mains.put(stem(run), each.of(Metric.MAIN));
    }
    List<SystemResult> systems = new ArrayList<>();
    for (Map.Entry<String, Scores> each : scores.entrySet()) {
      List<SystemResult.Expected> figures =
          expected.isEmpty()
              ? List.of()
              : ExpectedFigures.read(
                  ExpectedFigures.file(expected.get(), name, split, each.getKey()));
      systems.add(
          new SystemResult(
              each.getKey(),
              "a TREC run",
              null,
              Map.of(),
              new SystemResult.Relevance(
                  each.getValue().metricsByName(), Comparisons.of(each.getKey(), mains), figures),
              new SystemResult.Cost(null, null, null, null, null, null),
              null));
    }
    return new Evaluation(
        Evaluation.FORMAT,
        origin.provenance(versions),
        new TestCollection(name, split, 0, "runs of others; documents not read", queries()),
        Map.of("figures", "as trec_eval 9.0.8 -c: a query without hits counts as 0"),
        Significance.TEST,
        systems,
        List.of());
  }

  private List<TestCollection.Query> queries() {
    return judgements.queries().stream()
        .map(
            query ->
                new TestCollection.Query(
                    query, texts.getOrDefault(query, ""), judgements.relevant(query)))
        .toList();
  }
}
