/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.TreeMap;

/** What the built-in model makes of tokens, by its formula (BM25's, k1 1.2, b 0.75, mean 256). */
final class LexicalWeights {
  private LexicalWeights() {}

  /** Token → weight of a text whose tokens these are, with spaces between them. */
  static Map<String, Double> of(String tokens) {
    String[] all = tokens.split(" ", -1);
    Map<String, Integer> counts = new TreeMap<>();
    for (String token : all) {
      counts.merge(token, 1, Integer::sum);
    }
    Map<String, Double> weights = new TreeMap<>();
    double norm = 1.2 * (0.25 + 0.75 * all.length / 256);
    counts.forEach((token, count) -> weights.put(token, 2.2 * count / (count + norm)));
    return weights;
  }

  /** The vector is that of these tokens. */
  static void assertVector(String tokens, JsonElement vector) {
    assertVector(of(tokens), vector);
  }

  /** The vector has these weights and no others. */
  static void assertVector(Map<String, Double> expected, JsonElement vector) {
    JsonObject found = vector.getAsJsonObject();
    assertEquals(vector.toString(), expected.keySet(), new TreeMap<>(found.asMap()).keySet());
    expected.forEach(
        (token, weight) ->
            assertEquals(vector.toString(), weight, found.get(token).getAsDouble(), 1e-6));
  }

  /**
   * A document is as expected; in what is expected, texts below {@code s} stand for the vector of
   * their tokens: {@code {'t': 'A b', 's': 'a b'}}.
   */
  static void assertDocument(String expected, JsonElement document) {
    assertSame(document, JsonParser.parseString(Index.json(expected)), document, false);
  }

  private static void assertSame(
      JsonElement whole, JsonElement expected, JsonElement found, boolean vector) {
    if (vector && expected.isJsonPrimitive() && expected.getAsJsonPrimitive().isString()) {
      assertVector(expected.getAsString(), found);
    } else if (expected.isJsonObject() && found.isJsonObject()) {
      JsonObject object = found.getAsJsonObject();
      assertEquals(whole.toString(), expected.getAsJsonObject().keySet(), object.keySet());
      for (Map.Entry<String, JsonElement> entry : expected.getAsJsonObject().entrySet()) {
        String name = entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1);
        boolean below = name.equals("s") || name.equals("sparse_encoding");
        assertSame(whole, entry.getValue(), object.get(entry.getKey()), below);
      }
    } else if (expected.isJsonArray() && found.isJsonArray()) {
      assertEquals(
          whole.toString(), expected.getAsJsonArray().size(), found.getAsJsonArray().size());
      for (int i = 0; i < expected.getAsJsonArray().size(); i++) {
        assertSame(whole, expected.getAsJsonArray().get(i), found.getAsJsonArray().get(i), vector);
      }
    } else {
      assertEquals(whole.toString(), expected, found);
    }
  }
}
