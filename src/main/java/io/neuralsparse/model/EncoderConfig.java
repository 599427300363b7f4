/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model's {@code config.json} says, checked.
 *
 * <p>The file is Hugging Face's; what this plugin needs beyond it stands in an object of its own,
 * {@code "neural_sparse": {"activation": "relu" | "log1p_relu", "analyzer": "…"}}.
 */
final class EncoderConfig {
  /** The file it is read from. */
  static final String FILE = "config.json";

  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";
  private static final String OWN = "neural_sparse";
  private static final int DEFAULT_WINDOW = 512;

  private final ModelFolder folder;
  private final JsonObject json;
  private final JsonObject own;

  private EncoderConfig(ModelFolder folder, JsonObject json) {
    this.folder = folder;
    this.json = json;
    this.own = json.get(OWN) instanceof JsonObject object ? object : new JsonObject();
  }

  static EncoderConfig read(ModelFolder folder) {
    return new EncoderConfig(folder, JsonFile.object(folder, FILE));
  }

  /** The first of {@code architectures}, or an empty text. */
  String architecture() {
    JsonElement names = json.get("architectures");
    return names != null && names.isJsonArray() && !names.getAsJsonArray().isEmpty()
        ? names.getAsJsonArray().get(0).getAsString()
        : "";
  }

  /** The size of the network's output, if it is given. */
  OptionalInt vocabularySize() {
    return json.has("vocab_size")
        ? OptionalInt.of((int) number("vocab_size", 1, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /**
   * Longest input in tokens, special ones included: the least of what the network and the tokeniser
   * allow.
   */
  int window() {
    int window = DEFAULT_WINDOW;
    if (json.has("max_position_embeddings")) {
      window = (int) number("max_position_embeddings", 4, Integer.MAX_VALUE);
    }
    if (folder.find(TOKENIZER_CONFIG).isPresent()) {
      JsonElement limit = JsonFile.object(folder, TOKENIZER_CONFIG).get("model_max_length");
      // Tokenisers without a limit write 1e30 here.
      if (limit instanceof JsonPrimitive value && value.isNumber() && value.getAsDouble() >= 4) {
        window = (int) Math.min(window, value.getAsDouble());
      }
    }
    return window;
  }

  Activation activation() {
    if (!own.has("activation")) {
      return Activation.RELU;
    }
    String name = own.get("activation").toString().replace("\"", "");
    return Activation.named(name)
        .orElseThrow(
            () ->
                folder.fault(
                    FILE,
                    "[neural_sparse.activation] must be relu or log1p_relu, got [" + name + "]"));
  }

  /** The name under which the {@code analyzer} option of a query finds this model's tokeniser. */
  Optional<String> analyzer() {
    return own.get("analyzer") instanceof JsonPrimitive name
        ? Optional.of(name.getAsString())
        : Optional.empty();
  }

  Network.Lexical lexical() {
    return new Network.Lexical(
        number("k1", Float.MIN_NORMAL, 1000),
        number("b", 0, 1),
        number("mean_length", 1, Integer.MAX_VALUE));
  }

  private double number(String key, double least, double most) {
    JsonElement value = json.get(key);
    if (value == null || !(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      throw folder.fault(FILE, "[" + key + "] must be a number, got [" + value + "]");
    }
    double number = value.getAsDouble();
    if (!(number >= least && number <= most)) {
      throw folder.fault(
          FILE, "[" + key + "] must be from " + least + " to " + most + ", got [" + value + "]");
    }
    return number;
  }
}
