/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

/** Weights are worked out in the comments. */
public class ComputedIdfTests extends OpenSearchTestCase {
  private static final double ROUNDING = 1e-6;

  private ModelFolder lexical;
  private Tokenizer tokenizer;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    lexical = ModelFolder.of(TestModels.lexical(createTempDir()));
    tokenizer = Tokenizer.load(lexical);
  }

  @Override
  public void tearDown() throws Exception {
    tokenizer.close();
    super.tearDown();
  }

  private DocumentFrequencies count(String name, String content, int most) throws IOException {
    Path file = createTempDir().resolve(name);
    Files.writeString(file, content);
    DocumentFrequencies frequencies = new DocumentFrequencies(tokenizer);
    frequencies.count(file, most, done -> {});
    return frequencies;
  }

  private float weight(ComputedIdf idf, String token) {
    return idf.weight(tokenizer.vocabulary().id(token));
  }

  public void testDocumentsAreCountedNotOccurrences() throws IOException {
    DocumentFrequencies lines = count("a.txt", "coffee coffee\n\ntea coffee\ntea leaf\n", 100);
    assertEquals(3, lines.documents());
    assertEquals(2, lines.of(tokenizer.vocabulary().id("coffee")));
    assertEquals(1, lines.of(tokenizer.vocabulary().id("leaf")));
    assertEquals(0, lines.of(tokenizer.vocabulary().id("[CLS]")));
    assertEquals(2, count("a.txt", "coffee\ntea\nleaf\n", 2).documents());
    DocumentFrequencies corpus =
        count("corpus.jsonl", "{\"_id\": \"1\", \"title\": \"Tea\", \"text\": \"leaf\"}\n", 100);
    assertEquals(1, corpus.of(tokenizer.vocabulary().id("tea")));
    assertEquals(1, corpus.of(tokenizer.vocabulary().id("leaf")));
  }

  public void testWeightsAreTheFormulas() throws IOException {
    DocumentFrequencies lines = count("a.txt", "coffee\ntea coffee\ncoffee leaf\n", 100);
    ComputedIdf idf = new ComputedIdf(tokenizer.vocabulary(), lines, 0.5, 0);
    // ln(1 + 0.5 / 3.5), ln(1 + 2.5 / 1.5), ln(1 + 3.5 / 0.5)
    assertEquals(0.1335314, weight(idf, "coffee"), ROUNDING);
    assertEquals(0.9808293, weight(idf, "tea"), ROUNDING);
    assertEquals(2.0794415, weight(idf, "milk"), ROUNDING);
    assertEquals(1, weight(idf, "[CLS]"), 0);
    assertEquals(1, weight(idf, "[unused5]"), 0);
    ComputedIdf other = new ComputedIdf(tokenizer.vocabulary(), lines, 1, 0.5);
    // ln(1 + 1 / 4) is below the floor; ln(1 + 3 / 2)
    assertEquals(0.5, weight(other, "coffee"), 0);
    assertEquals(0.9162907, weight(other, "tea"), ROUNDING);
  }

  public void testTheFileIsATableOfTheModel() throws IOException {
    Path folder = createTempDir();
    for (String name : List.of("config.json", "tokenizer.json")) {
      Files.copy(lexical.get(name), folder.resolve(name));
    }
    DocumentFrequencies lines = count("a.txt", "coffee\ntea coffee\n", 100);
    ComputedIdf idf = new ComputedIdf(tokenizer.vocabulary(), lines, 0.5, 0);
    idf.write(folder.resolve("idf.json"));
    ModelFolder model = ModelFolder.of(folder);
    Vocabulary vocabulary = Vocabulary.read(model);
    IdfTable table = IdfTable.read(model, vocabulary);
    for (int id = 0; id < vocabulary.size(); id++) {
      assertEquals(idf.weight(id), table.weight(id), 0);
    }
  }

  public void testDifferencesAreShown() throws IOException {
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      documents.add("the coffee" + (i % 2 == 0 ? " tea" : " leaf") + (i % 8 == 0 ? " milk" : ""));
    }
    DocumentFrequencies lines = count("a.txt", String.join("\n", documents), 100);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ComputedIdf(tokenizer.vocabulary(), lines, 0.5, 0)
        .compare(
            IdfTable.read(lexical, tokenizer.vocabulary()),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    List<String> shown = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(
        "40 documents; 5 tokens of 30,522 in at least 5 of them, 30,517 in none", shown.getFirst());
    assertTrue(shown.get(1), shown.get(1).startsWith("against the model's table: correlation 0."));
    assertTrue(shown.toString(), shown.get(4).startsWith("  coffee  "));
    assertTrue(shown.toString(), shown.contains("much heavier than there (rare here):"));
  }

  public void testTheLineIsThatOfTheLeastSquares() {
    // y = 2x + 1 exactly
    ComputedIdf.Line exact =
        ComputedIdf.Line.through(new double[] {1, 2, 4}, new double[] {3, 5, 9});
    assertEquals(new ComputedIdf.Line(2, 1, 1, 0), exact);
    // x 0 1 2, y 0 2 1: sxy = 1, sxx = 2, syy = 2: slope 0.5, offset 0.5, r 0.5, rest 1.5 / 3
    ComputedIdf.Line loose =
        ComputedIdf.Line.through(new double[] {0, 1, 2}, new double[] {0, 2, 1});
    assertEquals(0.5, loose.slope(), 1e-12);
    assertEquals(0.5, loose.offset(), 1e-12);
    assertEquals(0.5, loose.correlation(), 1e-12);
    assertEquals(Math.sqrt(0.5), loose.deviation(), 1e-12);
  }
}
