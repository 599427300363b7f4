/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.server.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** The query weights that the built-in model's folder says, read without the plugin's code. */
final class Vocabularies {
  private Vocabularies() {}

  /**
   * Plain words with their weights. Each is one token of the tokeniser, so a text of such words is
   * its own list of tokens.
   */
  static Map<String, Float> words(Node node, int count) {
    JsonObject table;
    try {
      table =
          JsonParser.parseString(
                  Files.readString(node.config().resolve("neural-sparse/models/lexical/idf.json")))
              .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Float> words = new LinkedHashMap<>();
    table.entrySet().stream()
        .filter(entry -> entry.getKey().matches("[a-z]{4,}"))
        .limit(count)
        .forEach(entry -> words.put(entry.getKey(), entry.getValue().getAsFloat()));
    return words;
  }
}
