/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

import static io.neuralsparse.model.TokenFrequency.COUNT;
import static io.neuralsparse.model.TokenFrequency.SET;

import com.sun.management.ThreadMXBean;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /** The same table, its weights times the number of occurrences, counted by hand. */
  public void testRepeatedTokens() throws IOException {
    TestModels.lexical(models);
    try (QueryEncoder encoder = load("lexical")) {
      String text = "Hello, hello WORLD hello; a world";
      Map<String, Float> once = encoder.encode(text).toMap();
      assertEquals(Set.of("hello", "world", "a", ",", ";"), once.keySet());
      assertEquals(once, encoder.encode(text, TokenFrequency.SET).toMap());
      assertEquals(6.937756538391113, once.get("hello"), 1e-6);
      Map<String, Float> counted = encoder.encode(text, TokenFrequency.COUNT).toMap();
      assertEquals(once.keySet(), counted.keySet());
      assertEquals(3 * 6.937756538391113, counted.get("hello"), 1e-5);
      assertEquals(2 * 3.4208686351776123, counted.get("world"), 1e-5);
      assertEquals(0.4022789001464844, counted.get("a"), 1e-6);
      assertEquals(once.get(","), counted.get(","));
      // "indexing" and "unboxing" both end in the piece ##ing
      assertEquals(
          2 * 2.9476516,
          encoder.encode("indexing unboxing", TokenFrequency.COUNT).toMap().get("##ing"),
          1e-5);
    }
  }

  public void testTheFolderSaysHowRepeatedTokensCount() throws IOException {
    Path folder = TestModels.small(models, "m");
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"analyzer\"", "\"token_frequency\": \"count\", \"analyzer\""));
    try (QueryEncoder encoder = load("m")) {
      assertEquals(Map.of("a", 6f, "b", 0.5f), encoder.encode("a b a [MASK] a [MASK]").toMap());
      assertEquals(
          Map.of("a", 2f, "b", 0.5f), encoder.encode("a b a a", TokenFrequency.SET).toMap());
    }
  }

  public void testCountsAreThoseOfTheTokenizer() throws IOException {
    Path folder = TestModels.small(models, "m");
    Files.writeString(folder.resolve("idf.json"), "{\"a\": 1, \"b\": 1, \".\": 1}");
    try (QueryEncoder encoder = load("m")) {
      for (int round = 0; round < 200; round++) {
        Map<String, Float> counts = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        for (int i = randomInt(50); i > 0; i--) {
          String word = randomFrom("a", "b", "c", ".");
          counts.merge(word, 1f, Float::sum);
          text.append(word).append(randomFrom(" ", "  ", "\t"));
        }
        assertEquals(counts, new TreeMap<>(encoder.encode(text.toString(), COUNT).toMap()));
        counts.replaceAll((word, count) -> 1f);
        assertEquals(counts, new TreeMap<>(encoder.encode(text.toString(), SET).toMap()));
      }
    }
  }

  public void testCountedWeightsStayFinite() throws IOException {
    Path folder = TestModels.small(models, "m");
    Files.writeString(folder.resolve("idf.json"), "{\"a\": 3e38}");
    try (QueryEncoder encoder = load("m")) {
      assertEquals(Map.of("a", Float.MAX_VALUE), encoder.encode("a a a", COUNT).toMap());
    }
  }

  /** A table of 30,522 floats would be 122 kB, a bit for each token 3.8 kB. */
  public void testNothingIsAllocatedThatGrowsWithTheVocabulary() throws IOException {
    TestModels.lexical(models);
    try (QueryEncoder encoder = load("lexical")) {
      for (TokenFrequency frequency : TokenFrequency.values()) {
        long bytes = allocated(() -> encoder.encode("how is the espresso of the bar", frequency));
        assertTrue("" + bytes, bytes < 2000);
      }
    }
  }

  /** Bytes that a call allocates, when it has run for a while. */
  private static long allocated(Runnable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 1000; i++) {
      call.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1000; i++) {
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
  }

  public void testSourcesOfTokens() throws IOException {
    TestModels.lexical(models);
    try (QueryEncoder encoder = load("lexical")) {
      String text = "Indexing the naïve U.S. Indexing, unboxing \ud83d\ude00 [SEP]";
      Map<String, TokenSource> sources = encoder.sources(text);
      assertEquals(encoder.encode(text).toMap().keySet(), sources.keySet());
      TokenSource ing = sources.get("##ing");
      assertEquals(2.9476516, ing.weight(), 1e-6);
      assertEquals(3, ing.occurrences());
      assertEquals(List.of("Indexing", "unboxing"), ing.words());
      assertEquals(List.of("naïve"), sources.get("naive").words());
      assertEquals(2, sources.get(".").occurrences());
      assertEquals(List.of("."), sources.get(".").words());
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
