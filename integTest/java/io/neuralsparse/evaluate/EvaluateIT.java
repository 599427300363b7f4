/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.DocumentFrequencies;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.EvaluationSession;
import io.neuralsparse.tools.evaluate.RunFiles;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.report.Case;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.SystemResult;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Evaluations of the sample of SciFact on a real node. */
public final class EvaluateIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static Node node;
  private static BeirCollection collection;

  @BeforeClass
  public static void start() throws Exception {
    Path folder =
        Path.of(
                Objects.requireNonNull(EvaluateIT.class.getResource("/scifact/corpus.jsonl"))
                    .toURI())
            .getParent();
    collection = BeirCollection.read(folder, "test");
    node = SharedNodes.take(Distribution.versions().getLast());
  }

  @AfterClass
  public static void stop() {
    if (node != null) {
      SharedNodes.giveBack(node);
    }
  }

  private static EvaluationPlan plan(boolean keep) {
    return new EvaluationPlan(1000, 10, 9, 1, 2, 20, 1000, Duration.ofMinutes(2), keep);
  }

  private static EvaluationSession session(
      List<String> systems, EvaluationPlan plan, Optional<Path> runs, Watch watch) {
    Path models = node.config().resolve("neural-sparse/models");
    return new EvaluationSession(
        new Engine(node.url()),
        collection,
        systems,
        plan,
        new EvaluationSession.Files(Optional.of(models), Optional.empty(), runs),
        watch);
  }

  /** All of its indices and pipelines. */
  private static List<String> left() {
    List<String> left = new ArrayList<>();
    for (String path : List.of("/evaluate-*", "/_ingest/pipeline/evaluate-*")) {
      left.addAll(node.http().get(path).body().keySet());
    }
    left.remove("error");
    left.remove("status");
    return left;
  }

  private static double main(SystemResult system) {
    return system.relevance().metrics().get("ndcg@10").mean();
  }

  @Test
  public void systemsAreCompared() throws Exception {
    Path runs = temporary.newFolder().toPath();
    List<String> names =
        List.of(
            "bm25",
            "bm25-beir",
            "lexical",
            "lexical+two-phase",
            "lexical+precision=fp32",
            "lexical+prune=top_k:20");
    Evaluation evaluation =
        session(names, plan(false), Optional.of(runs), Quiet.WATCH).run("test", Map.of());
    assertEquals(List.of(), left());
    assertEquals(names, evaluation.systems().stream().map(SystemResult::name).toList());
    assertEquals(300, evaluation.collection().documents());
    for (SystemResult system : evaluation.systems()) {
      assertTrue(system.name() + main(system), main(system) > 0.5 && main(system) <= 1);
      assertEquals(20, system.relevance().metrics().get("recall@1000").perQuery().length);
      // 450 kB of text, compressed, and its index.
      assertTrue(system.name(), system.cost().indexBytes() > 200_000);
      assertNotNull(system.latency());
      assertEquals(9, system.latency().searches());
    }
    costsAreThoseOfVectors(evaluation);
    assertTrue(evaluation.systems().get(2).model().digest().matches("sha256:[0-9a-f]{64}"));
    assertEquals(
        Distribution.versions().getLast(), evaluation.provenance().versions().get("OpenSearch"));
    assertNotNull(evaluation.provenance().versions().get("plugin"));
    // Encoded by the node or here: the same vectors, and the same figures.
    assertEquals(main(evaluation.systems().get(2)), main(evaluation.systems().get(4)), 1e-9);
    runsSayTheSame(evaluation, runs);
    casesShowWhy(evaluation);
  }

  private static void costsAreThoseOfVectors(Evaluation evaluation) {
    SystemResult.Cost bm25 = evaluation.systems().getFirst().cost();
    assertNull(bm25.flops());
    assertNull(bm25.documentTokens());
    SystemResult.Cost whole = evaluation.systems().get(2).cost();
    SystemResult.Cost pruned = evaluation.systems().get(5).cost();
    assertEquals(21, pruned.documentTokens().counts().length);
    assertTrue(whole.documentTokens().mean() > 50);
    assertTrue(whole.flops() + " > " + pruned.flops(), whole.flops() > pruned.flops());
    assertNull(whole.documentsMeasured());
    assertNull(evaluation.systems().getFirst().latency().bm25Ratio());
    assertNotNull(evaluation.systems().get(2).latency().bm25Ratio());
  }

  private static void runsSayTheSame(Evaluation evaluation, Path runs) throws Exception {
    Evaluation again =
        RunFiles.of(collection, List.of(runs.resolve("scifact.bm25.trec")))
            .evaluate("test", Map.of(), Optional.empty());
    Map<String, SystemResult.Metric> before = evaluation.systems().getFirst().relevance().metrics();
    Map<String, SystemResult.Metric> after = again.systems().getFirst().relevance().metrics();
    assertEquals(before.keySet(), after.keySet());
    before.forEach(
        (name, metric) ->
            assertArrayEquals(name, metric.perQuery(), after.get(name).perQuery(), 0));
  }

  private static void casesShowWhy(Evaluation evaluation) {
    Case worst =
        evaluation.cases().stream()
            .filter(each -> each.system().equals("lexical"))
            .findFirst()
            .orElseThrow();
    assertTrue(worst.tokens().size() > 2);
    Case.Document relevant = worst.documents().getFirst();
    assertEquals(Integer.valueOf(1), relevant.grade());
    assertTrue(relevant.text().length() > 100);
    assertTrue(relevant.tokens().size() > 9);
  }

  @Test
  public void networksEncodeHereAsInTheNode() throws Exception {
    new NetworkVectors(node, collection, temporary.newFolder().toPath()).check();
  }

  /** Does something the first time that a share of the documents is sent. */
  private static Watch atFirst(Runnable action, List<String> said) {
    AtomicBoolean done = new AtomicBoolean();
    return new Watch() {
      @Override
      public void at(String what, double share, String note) {
        if (what.equals("ingesting") && share > 0.3 && done.compareAndSet(false, true)) {
          action.run();
        }
      }

      @Override
      public void say(String line) {
        said.add(line);
      }
    };
  }

  @Test
  public void anInterruptedRunGoesOnWhenItIsKept() throws Exception {
    List<String> said = new ArrayList<>();
    Thread self = Thread.currentThread();
    EvaluationSession first =
        session(List.of("lexical"), plan(true), Optional.empty(), atFirst(self::interrupt, said));
    assertThrows(InterruptedIOException.class, () -> first.run("test", Map.of()));
    assertTrue(Thread.interrupted());
    List<String> left = left();
    assertEquals(left.toString(), 2, left.size());
    assertEquals(
        List.of(
            "interrupted; the same command goes on where this stopped",
            "kept: index [" + left.getFirst() + "]"),
        said);
    said.clear();
    Evaluation evaluation =
        session(List.of("lexical"), plan(false), Optional.empty(), atFirst(() -> {}, said))
            .run("test", Map.of());
    assertEquals(
        List.of("[lexical] index [" + left.getFirst() + "] is there in part: going on"), said);
    assertEquals(300, evaluation.collection().documents());
    assertNull(evaluation.systems().getFirst().cost().ingestSeconds());
    assertEquals(List.of(), left());
  }

  @Test
  public void anInterruptedRunLeavesNothing() {
    List<String> said = new ArrayList<>();
    Thread self = Thread.currentThread();
    EvaluationSession session =
        session(List.of("lexical"), plan(false), Optional.empty(), atFirst(self::interrupt, said));
    assertThrows(InterruptedIOException.class, () -> session.run("test", Map.of()));
    assertTrue(Thread.interrupted());
    assertEquals(
        List.of("interrupted; nothing is kept (with --keep, the same command goes on)"), said);
    assertEquals(List.of(), left());
  }

  @Test
  public void aCommandThatIsStoppedLeavesNothing() throws Exception {
    Path folder = collection.corpus().getParent();
    new StoppedCommand(node, folder, temporary.newFolder().toPath()).check();
    assertEquals(List.of(), left());
  }

  @Test
  public void aNodeMayRestart() throws Exception {
    List<String> said = new ArrayList<>();
    Watch watch =
        atFirst(
            () -> {
              node.kill();
              node.restart();
            },
            said);
    Evaluation evaluation =
        session(List.of("lexical"), plan(false), Optional.empty(), watch).run("test", Map.of());
    assertTrue(main(evaluation.systems().getFirst()) > 0.5);
    assertEquals(List.of(), left());
  }

  @Test
  public void anIndexThatIsThereIsUsedAgainAndStays() throws Exception {
    List<String> said = new ArrayList<>();
    Evaluation first =
        session(List.of("bm25"), plan(true), Optional.empty(), Quiet.WATCH).run("test", Map.of());
    String index = left().getFirst();
    Evaluation second =
        session(List.of("bm25"), plan(false), Optional.empty(), atFirst(() -> {}, said))
            .run("test", Map.of());
    assertEquals(List.of("[bm25] index [" + index + "] is there"), said);
    assertEquals(main(first.systems().getFirst()), main(second.systems().getFirst()), 0);
    assertEquals(
        first.systems().getFirst().cost().ingestSeconds(),
        second.systems().getFirst().cost().ingestSeconds());
    assertEquals(List.of(index), left());
    assertEquals(List.of(index), EvaluationSession.clean(new Engine(node.url())));
    assertEquals(List.of(), left());
  }

  @Test
  public void anIndexIsCountedLikeItsFile() throws Exception {
    session(List.of("bm25"), plan(true), Optional.empty(), Quiet.WATCH).run("test", Map.of());
    String index = left().getFirst();
    Path lexical = node.config().resolve("neural-sparse/models/lexical");
    try (Tokenizer tokenizer = Tokenizer.load(ModelFolder.of(lexical))) {
      DocumentFrequencies ofFile = new DocumentFrequencies(tokenizer);
      ofFile.count(collection.corpus(), Integer.MAX_VALUE, done -> {});
      DocumentFrequencies ofIndex = new DocumentFrequencies(tokenizer);
      ofIndex.count(
          new Engine(node.url()), index, "text", Integer.MAX_VALUE, done -> {}, Quiet.WATCH);
      assertEquals(300, ofFile.documents());
      assertEquals(300, ofIndex.documents());
      for (int id = 0; id < tokenizer.vocabulary().size(); id++) {
        assertEquals(ofFile.of(id), ofIndex.of(id));
      }
    }
    EvaluationSession.clean(new Engine(node.url()));
  }

  @Test
  public void pairsAreMadeAndNegativesMined() throws Exception {
    new PairsOnNode(node, collection, temporary.newFolder().toPath()).check();
    assertEquals(List.of(), left());
  }
}
