/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** The same figures as trec_eval 9.0.8, which made the golden files: see their SOURCE.md. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class TrecAgreementTests extends OpenSearchTestCase {
  /** It prints four decimals. */
  private static final double PRINTED = 0.5e-4 + 1e-9;

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(TrecAgreementTests.class.getResource("/golden/trec/" + name))
            .toURI());
  }

  public void testEachQueryAndTheMeansAreTrecEvals() throws Exception {
    Judgements judgements = Judgements.read(golden("qrels.txt"));
    Scores scores = Scores.of(TrecRun.read(golden("run.txt")), judgements, 1000);
    List<String> queries = new ArrayList<>(judgements.queries());
    int compared = 0;
    for (String line : Files.readAllLines(golden("expected.tsv"))) {
      String[] parts = line.split("\t", -1);
      Metric metric = Metric.named(parts[1]).orElseThrow();
      double found =
          parts[0].equals("all")
              ? scores.mean(metric)
              : scores.of(metric)[queries.indexOf(parts[0])];
      assertEquals(line, Double.parseDouble(parts[2]), found, PRINTED);
      compared++;
    }
    assertEquals(330, compared);
    assertEquals(Metric.ALL, scores.metrics());
  }

  public void testMetricsBeyondTheDepthAreLeftOut() throws Exception {
    Judgements judgements = Judgements.read(golden("qrels.txt"));
    Scores scores = Scores.of(TrecRun.read(golden("run.txt")), judgements, 10);
    assertEquals(
        List.of("ndcg@1", "ndcg@3", "ndcg@5", "ndcg@10", "mrr@10", "map", "recall@10", "p@10"),
        scores.metrics().stream().map(Metric::label).toList());
  }

  public void testAWrittenRunIsReadBackAsItWas() throws Exception {
    TrecRun run = TrecRun.read(golden("run.txt"));
    Path file = createTempDir().resolve("runs/out.trec");
    run.write(file, "two words");
    TrecRun again = TrecRun.read(file);
    assertEquals(run.queries(), again.queries());
    run.queries().forEach(query -> assertEquals(run.of(query), again.of(query)));
    assertEquals("ties Q0 c 1 1.0 two_words", Files.readAllLines(file).getFirst());
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  public void testMeansAreOverAllJudgedQueries() {
    TrecRun run = TrecRun.of(Map.of("1", List.of(new Hit("a", 1))));
    Judgements judgements = judgements("1\ta\t1\n2\tb\t1\n");
    assertEquals(0.5, Scores.of(run, judgements, 10).mean(Metric.MAIN), 0);
  }

  public void testBothKindsOfJudgementsAreRead() throws IOException {
    Path file = createTempDir().resolve("qrels");
    Files.writeString(file, "query-id\tcorpus-id\tscore\nq 1\ta b\t2\nq 1\ta b\t1\n");
    assertEquals(Map.of("a b", 1), Judgements.read(file).of("q 1"));
    Files.writeString(file, "q1 0 a 2\nq1\t0\tb\t-1\n\n");
    assertEquals(Map.of("a", 2, "b", -1), Judgements.read(file).of("q1"));
    assertEquals(1, Judgements.read(file).relevant("q1"));
  }

  public void testABrokenLineIsNamed() throws IOException {
    Path file = createTempDir().resolve("file");
    assertJudgements(file, "q 0 a 1\nq a\n", " line 2 is neither of BEIR nor of TREC: [q a]");
    assertJudgements(file, "q 0 a one\n", " line 1 has no grade but [one]");
    assertJudgements(
        file, "q 0 a 1\nq 0 a 1\n", " line 2 judges document [a] for query [q] a second time");
    assertRun(file, "q Q0 a\n", " line 1 must be [query Q0 document rank score name], is [q Q0 a]");
    assertRun(file, "q Q0 a 1 high t\n", " line 1 has no score but [high]");
    assertRun(
        file,
        "q Q0 a 1 2 t\nq Q0 a 2 1 t\n",
        " line 2 has document [a] for query [q] a second time");
  }

  private static void assertJudgements(Path file, String content, String message)
      throws IOException {
    Files.writeString(file, content);
    IOException e = expectThrows(IOException.class, () -> Judgements.read(file));
    assertEquals("[" + file + "]" + message, e.getMessage());
  }

  private static void assertRun(Path file, String content, String message) throws IOException {
    Files.writeString(file, content);
    IOException e = expectThrows(IOException.class, () -> TrecRun.read(file));
    assertEquals("[" + file + "]" + message, e.getMessage());
  }

  private static Judgements judgements(String content) {
    Path file = createTempDir().resolve("qrels.tsv");
    try {
      Files.writeString(file, content);
      return Judgements.read(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
