/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.ModelFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One run of the search benchmark: what it searches, where, and where its figures go.
 *
 * @param url of the engine with this plugin
 * @param officialUrl of the one with the official plugins
 * @param model whose tokens and table the synthetic corpus is made of; that encodes real texts
 * @param texts folder of real texts and queries; absent: a synthetic corpus
 * @param documents how many, of real ones at most
 * @param seed of the synthetic corpus, and of the order of real queries
 * @param json file for all figures
 */
public record SearchSession(
    String url,
    Optional<String> officialUrl,
    ModelFolder model,
    Optional<Path> texts,
    int documents,
    long seed,
    Optional<Path> json) {

  /**
   * Runs the benchmark.
   *
   * @param out for the tables
   * @param progress is told what is done and which share of it, from 0 to 1
   * @throws BenchmarkException when an engine does not answer as it must
   * @throws IOException when a file cannot be read or written
   */
  public void run(Plan plan, PrintStream out, BiConsumer<String, Double> progress)
      throws IOException {
    List<Result> results = new ArrayList<>();
    Report report = new Report(out);
    try (Workload workload = workload()) {
      report.begin(workload.description(), plan);
      new SearchBenchmark(plan, workload, url, officialUrl, progress)
          .run(
              result -> {
                results.add(result);
                report.print(result);
              });
      if (json.isPresent()) {
        Report.write(json.get(), workload.description(), plan, results);
      }
    }
  }

  private Workload workload() throws IOException {
    if (texts.isPresent()) {
      return new TextWorkload(texts.get(), model, documents, seed);
    }
    try {
      return Workload.of(SyntheticCorpus.of(model, seed), seed, documents);
    } catch (IllegalArgumentException e) {
      throw new BenchmarkException(e.getMessage(), e);
    }
  }
}
