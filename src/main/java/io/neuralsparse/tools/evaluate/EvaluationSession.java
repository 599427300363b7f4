/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.report.Case;
import io.neuralsparse.tools.report.Evaluation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One evaluation: systems on a collection in a cluster. Indices and pipelines that it makes are
 * deleted at its end, however it ends, unless the plan keeps them; those that were there and
 * complete stay.
 */
public final class EvaluationSession {
  private static final String PLUGIN = "neural-sparse";

  private final Cluster cluster;
  private final BeirCollection collection;
  private final List<SearchSystem> systems;
  private final EvaluationPlan plan;
  private final Files files;
  private final Watch watch;
  private final Map<String, SystemIndex> made = new LinkedHashMap<>();

  /**
   * Folders that an evaluation reads and writes.
   *
   * @param models folders of models by name, as the node has them
   * @param expected figures, see {@code ExpectedFigures}
   * @param runs for a TREC run of each system
   */
  public record Files(Optional<Path> models, Optional<Path> expected, Optional<Path> runs) {}

  /**
   * An evaluation to be run.
   *
   * @param systems as {@code --systems} names them
   * @throws IllegalArgumentException for a system that makes no sense, and for one that is there
   *     twice
   */
  public EvaluationSession(
      Engine engine,
      BeirCollection collection,
      List<String> systems,
      EvaluationPlan plan,
      Files files,
      Watch watch) {
    this.cluster = new Cluster(engine, plan.patience(), watch::say);
    this.collection = collection;
    this.systems = systems.stream().map(SearchSystem::parse).toList();
    this.plan = plan;
    this.files = files;
    this.watch = watch;
    if (this.systems.stream().distinct().count() < systems.size()) {
      throw new IllegalArgumentException("a system is there twice in " + systems);
    }
  }

  /**
   * Runs it.
   *
   * @param command that asked for it, without secrets
   * @param versions of what is at work here
   * @throws InterruptedIOException when the thread is interrupted, after cleaning up
   * @throws IOException when the cluster or a file fails; with its words
   */
  public Evaluation run(String command, Map<String, String> versions) throws IOException {
    List<LocalModel> models = new ArrayList<>();
    try {
      return run(new Origin(command, versions), models);
    } catch (InterruptedIOException e) {
      watch.say(
          plan.keep()
              ? "interrupted; the same command goes on where this stopped"
              : "interrupted; nothing is kept (with --keep, the same command goes on)");
      throw e;
    } finally {
      models.forEach(LocalModel::close);
      clean();
    }
  }

  private Evaluation run(Origin origin, List<LocalModel> models) throws IOException {
    Map<String, String> versions = new LinkedHashMap<>(versions());
    versions.putAll(origin.versions());
    Corpus.Survey corpus = Corpus.survey(collection.corpus());
    Findings findings = new Findings(collection, plan, corpus.documents());
    List<SystemRun> runs = new ArrayList<>();
    for (SearchSystem system : systems) {
      Optional<LocalModel> model = LocalModel.find(files.models(), system);
      model.ifPresent(models::add);
      runs.add(fill(system, model, corpus, findings));
    }
    Map<String, TrecRun> found = new LinkedHashMap<>();
    Map<SearchSystem, String> indices = new LinkedHashMap<>();
    for (SystemRun run : runs) {
      indices.put(run.system(), run.index());
      found.put(run.name(), search(run));
      findings.scores(run, Scores.of(found.get(run.name()), collection.judgements(), plan.depth()));
    }
    if (plan.timed() > 0) {
      findings.times(
          new Searches(cluster, collection.queries(), watch)
              .timed(indices, plan.timed(), plan.top()));
    }
    for (SystemRun run : runs) {
      if (!run.system().isBm25()) {
        count(run, findings);
      }
      Path expected = files.expected().orElse(null);
      if (expected != null) {
        findings.expected(
            run,
            ExpectedFigures.read(
                ExpectedFigures.file(expected, collection.name(), collection.split(), run.name())));
      }
    }
    return findings.evaluation(origin.provenance(versions), cases(runs, found, findings));
  }

  private SystemRun fill(
      SearchSystem system, Optional<LocalModel> model, Corpus.Survey corpus, Findings findings)
      throws IOException {
    SystemIndex index = new SystemIndex(cluster, collection, corpus, system, plan.shards());
    Ingestion.Sources sources =
        system.precision().isPresent()
            ? model.orElseThrow()::sources
            : documents -> documents.stream().map(system::source).toList();
    Double seconds = index.fill(sources, plan, watch, () -> made.put(index.name(), index));
    Optional<QueryVectors> queries = QueryVectors.of(cluster, system, model, collection.queries());
    Optional<String> digest =
        model.isPresent() ? Optional.of(model.get().digest()) : Optional.empty();
    SystemRun run = new SystemRun(system, index.name(), queries, digest);
    findings.index(run, index.bytes(), seconds);
    return run;
  }

  private TrecRun search(SystemRun run) throws IOException {
    TrecRun found =
        new Searches(cluster, collection.queries(), watch)
            .all(run.system()::search, run.index(), plan.depth());
    if (files.runs().isPresent()) {
      Path file =
          ExpectedFigures.file(
              files.runs().get(), collection.name(), collection.split(), run.name());
      String name = String.valueOf(file.getFileName()).replaceAll("json$", "trec");
      found.write(file.resolveSibling(name), run.name());
    }
    return found;
  }

  /** A reader of vectors. */
  private static final class VectorCounts implements Consumer<JsonObject> {
    private final TokenCounts counts = new TokenCounts();

    @Override
    public void accept(JsonObject source) {
      JsonElement vector = source.get(SearchSystem.VECTOR);
      counts.add(vector == null ? List.of() : vector.getAsJsonObject().keySet());
    }
  }

  private void count(SystemRun run, Findings findings) throws IOException {
    watch.at("counting tokens", 0, run.name());
    TokenCounts documents =
        new IndexScan(cluster, run.index(), List.of(SearchSystem.VECTOR), plan.vectors())
            .read(VectorCounts::new)
            .counts;
    TokenCounts queries = null;
    if (run.queries().isPresent()) {
      queries = new TokenCounts();
      for (BeirCollection.Query query : collection.queries()) {
        queries.add(run.queries().get().of(query).keySet());
      }
    }
    findings.tokens(run, documents, queries);
    watch.at("counting tokens", 1, run.name());
  }

  private List<Case> cases(List<SystemRun> runs, Map<String, TrecRun> found, Findings findings)
      throws IOException {
    Cases cases = new Cases(cluster, collection, found);
    String baseline = findings.baseline();
    List<Case> all = new ArrayList<>();
    for (SystemRun run : runs) {
      if (!run.name().equals(baseline)) {
        all.addAll(cases.of(run, findings.main(run.name()), findings.main(baseline), baseline));
      }
    }
    return all;
  }

  /** What runs on the cluster. */
  private Map<String, String> versions() throws IOException {
    Map<String, String> versions = new LinkedHashMap<>();
    JsonObject info = cluster.request("GET", "/", "");
    versions.put("OpenSearch", info.getAsJsonObject("version").get("number").getAsString());
    HttpResponse<String> plugins = cluster.send("GET", "/_cat/plugins?format=json", "");
    if (plugins.statusCode() == 200) { // not everybody may ask
      for (JsonElement each : JsonParser.parseString(plugins.body()).getAsJsonArray()) {
        JsonObject plugin = each.getAsJsonObject();
        if (plugin.get("component").getAsString().equals(PLUGIN)) {
          versions.put("plugin", plugin.get("version").getAsString());
        }
      }
    }
    return versions;
  }

  private void clean() {
    if (plan.keep()) {
      made.keySet().forEach(name -> watch.say("kept: index [" + name + "]"));
      return;
    }
    // Cleared, or no request would get through.
    boolean interrupted = Thread.interrupted();
    for (SystemIndex index : made.values()) {
      try {
        index.delete();
      } catch (IOException e) {
        watch.say("index and pipeline [" + index.name() + "] are left over: " + e.getMessage());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Deletes what evaluations have left on a cluster: all indices and pipelines whose names begin
   * with {@code evaluate-}.
   *
   * @return their names
   */
  public static List<String> clean(Engine engine) throws IOException {
    Cluster cluster = new Cluster(engine, Duration.ZERO, line -> {});
    List<String> names = new ArrayList<>();
    for (String kind : List.of("/", "/_ingest/pipeline/")) {
      String path = kind + SystemIndex.PREFIX + "*";
      JsonObject there = cluster.exists(path) ? cluster.request("GET", path, "") : new JsonObject();
      for (String name : there.keySet()) {
        cluster.delete(kind + name);
        if (!names.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
