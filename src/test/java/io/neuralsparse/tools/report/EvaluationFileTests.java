/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class EvaluationFileTests extends OpenSearchTestCase {
  private Path folder;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
  }

  public void testWhatIsReadIsWrittenAsItWas() throws IOException {
    Evaluation evaluation = SmallEvaluation.read(folder);
    assertEquals(SmallEvaluation.json(), EvaluationFile.text(evaluation));
    assertEquals("bm25", evaluation.baseline().name());
    assertEquals(List.of("lexical"), evaluation.others().stream().map(SystemResult::name).toList());
    SystemResult lexical = evaluation.systems().get(1);
    assertEquals(0.75, lexical.relevance().metrics().get("ndcg@10").perQuery()[1], 0);
    assertEquals(Double.valueOf(1.76), lexical.cost().flops());
    assertNull(evaluation.systems().getFirst().cost().flops());
    assertNull(evaluation.cases().getFirst().documents().get(1).grade());
  }

  public void testFilesAreReplacedWhole() throws IOException {
    Path file = folder.resolve("some.json");
    Files.writeString(file, "before");
    EvaluationFile.write(file, SmallEvaluation.read(createTempDir()));
    assertEquals(SmallEvaluation.json(), Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  public void testTheBaselineIsTheFirstBm25OrTheFirst() throws IOException {
    Evaluation other = SmallEvaluation.read(folder, "\"lexical\"", "\"bm25-english\"");
    assertEquals("bm25", other.baseline().name());
    other = SmallEvaluation.read(folder, "\"bm25\"", "\"splade\"");
    assertEquals("splade", other.baseline().name());
  }

  private void assertRefused(String message, String what, String by) {
    IOException e = expectThrows(IOException.class, () -> SmallEvaluation.read(folder, what, by));
    assertEquals("[" + folder.resolve("small.json") + "] " + message, e.getMessage());
  }

  private void assertNone(String message, String what, String by) {
    assertRefused("is no evaluation: " + message, what, by);
  }

  public void testFormatsThatAreNotKnown() {
    assertNone(
        "[format] must be 1, the only one that is known, got [2]",
        "\"format\": 1",
        "\"format\": 2");
    assertNone("[format] is missing in [evaluation]", "\"format\": 1,", "");
    assertNone(
        "unknown key [formt] in [evaluation]", "\"format\": 1", "\"format\": 1, \"formt\": 1");
  }

  public void testNumbersThatAreMissing() {
    assertNone("[p] is missing in [comparison]", ",\n            \"p\": 4.0E-4", "");
    assertNone("[mean] is missing in [metric]", "\"mean\": 0.5625,", "");
    assertNone("[weight] is missing in [tokenweight]", ",\n          \"weight\": 8.0", "");
  }

  public void testPartsThatAreMissing() {
    assertNone("[date] is missing", "\"date\": \"2026-01-02T03:04:05Z\",", "");
    assertNone("[name] is missing", "\"name\": \"coffee\",", "");
  }

  public void testPartsThatDoNotFit() {
    assertNone(
        "[per_query] of [map] of [bm25] must have 4 values, one for each query, got [3]",
        "[0.4,0.4,0.4,0.4]",
        "[0.4,0.4,0.4]");
    assertNone(
        "[per_query] must be a finite number, got [NaN]", "[0.4,0.4,0.4,0.4]", "[NaN,0.4,0.4,0.4]");
    assertNone(
        "[systems] must differ in name, got two [bm25]",
        "\"name\": \"lexical\",\n      \"desc",
        "\"name\": \"bm25\",\n      \"desc");
    assertNone(
        "[against] must be one of [systems], got [bm26]",
        "\"against\": \"bm25\"",
        "\"against\": \"bm26\"");
    assertNone(
        "[cases] must be about queries of the collection, got [q9]",
        "\"query\": \"q1\"",
        "\"query\": \"q9\"");
    assertNone(
        "[system] must be one of [systems], got [dense]",
        "\"system\": \"lexical\"",
        "\"system\": \"dense\"");
    assertNone("[p] must be in [0, 1], got [1.2]", "0.0321", "1.2");
    assertNone(
        "[kind] must be one of [expected, published], got [guess]", "\"published\"", "\"guess\"");
    assertNone("[tolerance] must be a number, at least 0, got [-0.02]", "0.02", "-0.02");
  }

  public void testWhatIsNoJson() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    IOException e = expectThrows(IOException.class, () -> EvaluationFile.read(file));
    assertEquals("[" + file + "] is empty", e.getMessage());
    Files.write(file, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    e = expectThrows(IOException.class, () -> EvaluationFile.read(file));
    assertEquals("[" + file + "] is not UTF-8", e.getMessage());
    Files.writeString(file, "results");
    e = expectThrows(IOException.class, () -> EvaluationFile.read(file));
    assertTrue(e.getMessage(), e.getMessage().startsWith("[" + file + "] is no evaluation: "));
  }
}
