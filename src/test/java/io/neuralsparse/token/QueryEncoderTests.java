/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class QueryEncoderTests extends OpenSearchTestCase {
  private Path models;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    models = createTempDir().resolve("models");
  }

  private QueryEncoder load(String name) {
    return QueryEncoder.load(new ModelCatalog(models).manifest(name));
  }

  /** The values that the reference gives, from the request contract. */
  public void testReferenceValuesOfTheBuiltInTable() throws IOException {
    TestModels.lexical(models);
    try (QueryEncoder encoder = load("lexical")) {
      assertEquals(
          SparseVector.of(Map.of("hello", 6.9377565f, "world", 3.4208686f)),
          encoder.encode("Hello world"));
      assertEquals(
          SparseVector.of(Map.of("a", 0.4022789f, "b", 3.772711f)), encoder.encode("a b a B"));
      Map<String, Float> rounded =
          Map.of(
              "this",
              1.6789764f,
              "is",
              0.6097524f,
              "the",
              0.1353016f,
              "good",
              3.6415958f,
              "day",
              3.301043f);
      Map<String, Float> encoded = encoder.encode("this is the good day").toMap();
      assertEquals(rounded.keySet(), encoded.keySet());
      rounded.forEach((token, weight) -> assertEquals(weight, encoded.get(token), 1e-6f));
      assertEquals(2.9476516f, encoder.encode("indexing").toMap().get("##ing"), 1e-6f);
    }
  }

  public void testSpecialTokensNeverMatch() throws IOException {
    TestModels.small(models, "m");
    try (QueryEncoder encoder = load("m")) {
      assertEquals(Map.of("a", 2f), encoder.encode("a zebra [MASK] [SEP]").toMap());
      assertEquals(SparseVector.EMPTY, encoder.encode("zebra \u0000 \ud800"));
      assertEquals(SparseVector.EMPTY, encoder.encode("  \n"));
    }
  }

  public void testTokensOfWeightZeroAreLeftOut() throws IOException {
    Path folder = TestModels.small(models, "m");
    Files.writeString(folder.resolve("idf.json"), "{\"a\": 0, \"b\": 3}");
    try (QueryEncoder encoder = load("m")) {
      assertEquals(Map.of("b", 3f, "c", 1f), encoder.encode("a b c").toMap());
    }
  }

  public void testNoWindowLimitsAQuery() throws IOException {
    TestModels.small(models, "m");
    try (QueryEncoder encoder = load("m")) {
      assertEquals(2, encoder.encode("a ".repeat(1000) + "b").size());
    }
  }

  public void testTokenizerLargerThanTheModel() throws IOException {
    Path folder = TestModels.small(models, "m");
    Path config = folder.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(": 10,", ": 9,"));
    ModelException e = expectThrows(ModelException.class, () -> load("m"));
    assertEquals(
        "model [m], file [tokenizer.json]: the tokeniser's vocabulary has 10 entries, the model's"
            + " only 9",
        e.getMessage());
  }

  public void testClosedEncoderSaysSo() throws IOException {
    TestModels.small(models, "m");
    QueryEncoder encoder = load("m");
    encoder.close();
    encoder.close();
    IllegalStateException e = expectThrows(IllegalStateException.class, () -> encoder.encode("a"));
    assertEquals("the tokeniser is closed", e.getMessage());
  }
}
