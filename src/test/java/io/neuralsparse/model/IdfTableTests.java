/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import io.neuralsparse.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class IdfTableTests extends OpenSearchTestCase {
  private Path path;
  private ModelFolder folder;
  private Vocabulary vocabulary;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    path = TestModels.small(createTempDir(), "m");
    folder = new ModelFolder("m", path);
    vocabulary = Vocabulary.read(folder);
  }

  private void assertFault(String expected) {
    ModelException e = expectThrows(ModelException.class, () -> IdfTable.read(folder, vocabulary));
    assertEquals(expected, e.getMessage());
  }

  private void json(String content) throws IOException {
    Files.writeString(path.resolve("idf.json"), content);
  }

  private void text(String content) throws IOException {
    Files.deleteIfExists(path.resolve("idf.json"));
    Files.writeString(path.resolve("query_token_weights.txt"), content);
  }

  public void testAbsentTokensWeighOne() {
    IdfTable table = IdfTable.read(folder, vocabulary);
    assertEquals(2f, table.weight(vocabulary.id("a")), 0);
    assertEquals(0.25f, table.weight(vocabulary.id(".")), 0);
    assertEquals(1f, table.weight(vocabulary.id("c")), 0);
    assertEquals(1f, table.weight(99), 0);
  }

  public void testWeightsOfAllIds() {
    IdfTable table = IdfTable.read(folder, vocabulary);
    float[] weights = table.weights(vocabulary.size() + 2);
    assertEquals(vocabulary.size() + 2, weights.length);
    assertEquals(2f, weights[vocabulary.id("a")], 0);
    assertEquals(0.25f, weights[vocabulary.id(".")], 0);
    assertEquals(1f, weights[vocabulary.id("c")], 0);
    assertEquals(1f, weights[vocabulary.size()], 0);
    assertEquals(1f, weights[vocabulary.size() + 1], 0);
    assertArrayEquals(Arrays.copyOf(weights, 3), table.weights(3), 0);
    weights[vocabulary.id("a")] = 5;
    assertEquals(2f, table.weight(vocabulary.id("a")), 0);
  }

  public void testTextIsSplitAtTheLastTab() throws IOException {
    text("a\t3\n\nx\ty\t7\nb\t1.5e-1\n");
    IdfTable table = IdfTable.read(folder, vocabulary);
    assertEquals(3f, table.weight(vocabulary.id("a")), 0);
    assertEquals(0.15f, table.weight(vocabulary.id("b")), 0);
    assertEquals(1f, table.weight(vocabulary.id("c")), 0);
  }

  public void testJsonWinsOverText() throws IOException {
    Files.writeString(path.resolve("query_token_weights.txt"), "a\t3\n");
    assertEquals(2f, IdfTable.read(folder, vocabulary).weight(vocabulary.id("a")), 0);
  }

  public void testWeightsAreFiniteAndNotNegative() throws IOException {
    json("{\"a\": -0.5}");
    assertFault(
        "model [m], file [idf.json]: the weight of token [a] must be finite and not negative, got"
            + " [-0.5]");
    json("{\"a\": 1e999}");
    assertFault(
        "model [m], file [idf.json]: the weight of token [a] must be finite and not negative, got"
            + " [1e999]");
    text("a\tNaN\n");
    assertFault(
        "model [m], file [query_token_weights.txt]: the weight of token [a] must be finite and not"
            + " negative, got [NaN]");
    text("a\tmuch\n");
    assertFault(
        "model [m], file [query_token_weights.txt]: the weight of token [a] is not a number:"
            + " [much]");
    text("b\t1\na 2\n");
    assertFault(
        "model [m], file [query_token_weights.txt]: line 2 must be a token, a tab and a weight, got"
            + " [a 2]");
  }

  public void testNotJson() throws IOException {
    for (String content : new String[] {"", "a\t2", "[1]", "{\"a\": NaN}", "{\"a\": 1} 2", "{"}) {
      json(content);
      ModelException e =
          expectThrows(ModelException.class, () -> IdfTable.read(folder, vocabulary));
      assertTrue(
          e.getMessage(),
          e.getMessage()
              .startsWith("model [m], file [idf.json]: not the JSON that is due there: "));
    }
  }

  public void testTableOfAnotherVocabulary() throws IOException {
    json("{\"zebra\": 3}");
    assertFault(
        "model [m], file [idf.json]: not one of its tokens is in the vocabulary of"
            + " [tokenizer.json]");
  }
}
