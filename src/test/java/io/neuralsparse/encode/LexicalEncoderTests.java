/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.Precision;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** The lexical graph in ONNX Runtime against the formula, worked out by hand. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class LexicalEncoderTests extends OpenSearchTestCase {
  private Path models;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    models = createTempDir().resolve("models");
  }

  private DocumentEncoder load(String name) {
    return OnnxDocumentEncoder.load(new ModelCatalog(models).manifest(name), Precision.INT8);
  }

  private static void assertVector(Map<String, Float> expected, SparseVector vector) {
    assertEquals(expected.keySet(), vector.toMap().keySet());
    expected.forEach(
        (token, weight) -> assertEquals(token, weight, vector.toMap().get(token), 1e-6f));
  }

  public void testWeightsFollowTheFormula() throws IOException {
    TestModels.small(models, "m"); // k1 1, b 0.5, mean length 2, window 6
    try (DocumentEncoder encoder = load("m")) {
      // |d| 4: tf · 2 / (tf + 0.5 + 0.5 · 4 / 2) = tf · 2 / (tf + 1.5)
      assertVector(Map.of("a", 4 / 3.5f, "b", 2 / 2.5f, "c", 2 / 2.5f), encode(encoder, "a b a c"));
      // |d| 1: 2 / (1 + 0.5 + 0.25)
      assertVector(Map.of("b", 2 / 1.75f), encode(encoder, "b"));
      // unknown tokens count for nothing, not even for the length
      assertVector(Map.of("b", 2 / 1.75f), encode(encoder, "b zebra"));
    }
  }

  public void testTextIsCutAtTheWindow() throws IOException {
    TestModels.small(models, "m");
    try (DocumentEncoder encoder = load("m")) {
      assertEquals(
          List.of(encode(encoder, "a b b c")),
          encoder.encode(List.of("a b b c . a a a"), LongText.TRUNCATE));
    }
  }

  public void testWindowsOfATextAreMerged() throws IOException {
    TestModels.small(models, "m"); // four tokens a window, two of them shared
    try (DocumentEncoder encoder = load("m")) {
      List<SparseVector> vectors = encoder.encode(List.of("b", "a b b c c a a a", "", "c c"));
      assertEquals(4, vectors.size());
      assertEquals(encode(encoder, "b"), vectors.get(0));
      // [a b b c], [b c c a], [c a a a], of 4 tokens each: the largest of tf · 2 / (tf + 1.5)
      assertVector(Map.of("a", 6 / 4.5f, "b", 4 / 3.5f, "c", 4 / 3.5f), vectors.get(1));
      assertEquals(SparseVector.EMPTY, vectors.get(2));
      assertEquals(encode(encoder, "c c"), vectors.get(3));
    }
  }

  public void testTextWithoutTokens() throws IOException {
    Path folder = TestModels.small(models, "m");
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("\"b\": 0.5", "\"b\": 1"));
    try (DocumentEncoder encoder = load("m")) {
      assertEquals(SparseVector.EMPTY, encode(encoder, ""));
      assertEquals(SparseVector.EMPTY, encode(encoder, "zebra"));
      assertEquals(List.of(), encoder.encode(List.of()));
    }
  }

  public void testAVectorDoesNotDependOnItsNeighbours() throws IOException {
    TestModels.lexical(models);
    try (DocumentEncoder encoder = load("lexical")) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        texts.add(randomRealisticUnicodeOfLengthBetween(0, 30) + " token ".repeat(randomInt(40)));
      }
      List<SparseVector> together = encoder.encode(texts);
      for (int i = 0; i < texts.size(); i++) {
        assertEquals(encode(encoder, texts.get(i)), together.get(i));
      }
    }
  }

  public void testBuiltInModel() throws IOException {
    TestModels.lexical(models);
    try (DocumentEncoder encoder = load("lexical")) {
      // 5 tokens: hello, world, ., u, s; k1 1.2, b 0.75, mean 256
      float norm = 1.2f * (0.25f + 0.75f * 7 / 256);
      assertVector(
          Map.of(
              "hello", 2.2f / (1 + norm),
              "world", 2.2f / (1 + norm),
              ".", 2 * 2.2f / (2 + norm),
              "u", 2.2f / (1 + norm),
              "s", 2.2f / (1 + norm),
              "!", 2.2f / (1 + norm)),
          encode(encoder, "Hello WORLD! U.S."));
    }
  }

  public void testClosedEncoderSaysSo() throws IOException {
    TestModels.small(models, "m");
    DocumentEncoder encoder = load("m");
    encoder.close();
    encoder.close();
    IllegalStateException e = expectThrows(IllegalStateException.class, () -> encode(encoder, "a"));
    assertEquals("the encoder of model [m] is closed", e.getMessage());
  }

  private static SparseVector encode(DocumentEncoder encoder, String text) {
    return encoder.encode(List.of(text)).getFirst();
  }
}
