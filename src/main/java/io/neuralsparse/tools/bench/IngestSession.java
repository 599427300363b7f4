/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

/**
 * One run of the ingest benchmark.
 *
 * @param url of the node
 * @param model that the node has too
 * @param texts folder of real text
 * @param json file for all figures
 */
public record IngestSession(String url, ModelFolder model, Path texts, Optional<Path> json) {
  private static final String UNBATCHED = "unbatched";
  private static final int PREPARED = 20;

  /** The labels of all ways that there are beside {@code _bulk}, those of rivals too. */
  public static List<String> ways() {
    List<String> labels = new ArrayList<>(List.of(UNBATCHED, EncoderWay.LABEL));
    rivals().forEach(rival -> labels.add(rival.label()));
    return labels;
  }

  private static List<IngestRival> rivals() {
    return ServiceLoader.load(IngestRival.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(IngestRival::label))
        .toList();
  }

  /**
   * Runs the benchmark.
   *
   * @param out for the tables
   * @param progress is told what is done and which share of it, from 0 to 1
   * @throws BenchmarkException when the node does not answer as it must
   * @throws IOException when a file cannot be read or written
   */
  public void run(IngestPlan wanted, PrintStream out, BiConsumer<String, Double> progress)
      throws IOException {
    ModelManifest manifest = ModelManifest.read(model);
    List<IngestWay> ways = new ArrayList<>();
    try (IngestTexts source = new IngestTexts(texts, manifest)) {
      Engine engine = new Engine(url);
      NodeProcess node = NodeProcess.of(engine);
      IngestPlan plan = wanted.threads() > 0 ? wanted : wanted.threads(node.threads());
      List<IngestFigures> figures;
      try {
        open(engine, manifest, plan, ways);
        figures =
            new IngestBenchmark(ways, source, node)
                .run(plan.documents(), plan.rounds(), share -> progress.accept("ingesting", share));
      } finally {
        ways.forEach(IngestWay::close);
      }
      IngestReport report = new IngestReport(out);
      IngestResult ingested =
          new IngestResult(workload(source, plan), figures, node.peak(), Map.of());
      report.print(ingested, plan);
      IngestResult result = ingested.with(searches(engine, plan, source, progress));
      report.print(result.searches());
      if (json.isPresent()) {
        IngestReport.write(json.get(), result, plan);
      }
    }
  }

  private String workload(IngestTexts source, IngestPlan plan) {
    return "text ["
        + texts.toAbsolutePath().normalize()
        + "] ("
        + source.description()
        + ") by ["
        + model.name()
        + "], "
        + plan.precision().label()
        + ", "
        + plan.threads()
        + " threads";
  }

  private void open(Engine engine, ModelManifest manifest, IngestPlan plan, List<IngestWay> ways)
      throws IOException {
    for (int batch : plan.batches()) {
      for (int bulk : plan.bulks()) {
        for (int clients : plan.clients()) {
          String label = "bulk " + clients + " x " + bulk + " / " + batch;
          ways.add(new BulkWay(engine, label, plan.model(), clients, bulk, batch));
        }
      }
    }
    if (plan.ways().contains(UNBATCHED)) {
      ways.add(new BulkWay(engine, UNBATCHED, plan.model(), 1, 1, 1));
    }
    if (plan.ways().contains(EncoderWay.LABEL)) {
      ways.add(new EncoderWay(manifest, plan.precision(), plan.threads()));
    }
    for (IngestRival rival : rivals()) {
      if (plan.ways().contains(rival.label())) {
        ways.add(rival.open(manifest, plan));
      }
    }
  }

  private Map<String, Map<String, double[]>> searches(
      Engine engine, IngestPlan plan, IngestTexts source, BiConsumer<String, Double> progress)
      throws IOException {
    if (plan.searches() == 0) {
      return Map.of();
    }
    SearchesBesideIngest searches =
        new SearchesBesideIngest(
            engine, model, plan.model(), share -> progress.accept("indexing", share));
    int bulk = plan.bulks().getLast();
    int clients = plan.clients().getLast();
    BulkWay way = new BulkWay(engine, "", plan.model(), clients, bulk, plan.batches().getLast());
    List<List<String>> batches = new ArrayList<>();
    for (int i = 0; i < PREPARED; i++) {
      batches.add(source.get(i * bulk * clients * 2, bulk * clients * 2));
    }
    return searches.measure(
        way, batches, plan.searches(), share -> progress.accept("searching", share));
  }
}
