/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What the model {@code one-layer} makes of a text and a query, computed without the plugin. */
final class OneLayer {
  private final JsonObject golden;

  private OneLayer(JsonObject golden) {
    this.golden = golden;
  }

  static OneLayer golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OneLayer.class.getResourceAsStream("/golden/one-layer.json"))) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new OneLayer(JsonParser.parseString(json).getAsJsonObject());
    }
  }

  /** The text of a {@code document} or a {@code query}. */
  String text(String of) {
    return golden.getAsJsonObject(of).get("text").getAsString();
  }

  /** The score of the query on the document, repeated words counting by {@code frequency}. */
  double score(String frequency) {
    return golden.getAsJsonObject("score").get(frequency).getAsDouble();
  }

  /** The document's weights are these; a token that one side lacks weighs 0 there. */
  void assertDocument(JsonObject tokens, double tolerance) {
    assertWeights(golden.getAsJsonObject("document").getAsJsonObject("tokens"), tokens, tolerance);
  }

  /** The query's weights are these, repeated words counting by {@code frequency}. */
  void assertQuery(String frequency, JsonObject tokens) {
    JsonObject expected = golden.getAsJsonObject("query").getAsJsonObject(frequency);
    assertEquals(expected.keySet(), tokens.keySet());
    assertWeights(expected, tokens, 1e-5);
  }

  private static void assertWeights(JsonObject expected, JsonObject found, double tolerance) {
    Set<String> tokens = new TreeSet<>(expected.keySet());
    tokens.addAll(found.keySet());
    for (String token : tokens) {
      String message = "[" + token + "] of " + found;
      assertEquals(message, weight(expected, token), weight(found, token), tolerance);
    }
  }

  private static double weight(JsonObject tokens, String token) {
    JsonElement weight = tokens.get(token);
    return weight == null ? 0 : weight.getAsDouble();
  }
}
