/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Texts by number, and the vectors that a model gives them without any server. */
final class SmallText implements AutoCloseable {
  private static final List<String> WORDS =
      List.of(
          ("coffee tea water milk sugar bread butter salt sea river lake rain snow wind storm cloud"
                  + " sun moon star light dark red green blue black white old new small large"
                  + " running walked seeing taken given made known city town street house garden")
              .split(" "));

  private final DocumentEncoder encoder;

  /** With the model of a folder. */
  SmallText(Path folder) {
    encoder = OnnxDocumentEncoder.load(ModelManifest.read(ModelFolder.of(folder)), Precision.INT8);
  }

  /** The text of a number, of so many words and a full stop; another number, another text. */
  static String text(int number, int words) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder().append(number);
    for (int i = 0; i < words; i++) {
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.append('.').toString();
  }

  /**
   * The lines of a bulk request for documents with these numbers as ids and in {@code n}, the text
   * in {@code t}.
   */
  static List<String> lines(List<Integer> numbers, int words) {
    List<String> lines = new ArrayList<>();
    for (int number : numbers) {
      lines.add("{\"index\":{\"_id\":\"" + number + "\"}}");
      lines.add("{\"n\":" + number + ",\"t\":" + new JsonPrimitive(text(number, words)) + "}");
    }
    return lines;
  }

  /** The vector of a text. */
  Map<String, Float> vector(String text) {
    return new TreeMap<>(encoder.encode(List.of(text)).getFirst().toMap());
  }

  /** What a stored vector lacks or has too much, in words; empty when it is right to 1e-3. */
  String difference(String text, JsonObject stored) {
    Map<String, Float> expected = vector(text);
    if (stored == null || !expected.keySet().equals(stored.keySet())) {
      return "expected the tokens " + expected.keySet() + ", got " + stored;
    }
    for (Map.Entry<String, JsonElement> entry : stored.entrySet()) {
      float weight = expected.get(entry.getKey());
      if (Math.abs(entry.getValue().getAsFloat() - weight) > 1e-3 * weight) {
        return "expected " + weight + " for [" + entry.getKey() + "], got " + entry.getValue();
      }
    }
    return "";
  }

  @Override
  public void close() {
    encoder.close();
  }
}
