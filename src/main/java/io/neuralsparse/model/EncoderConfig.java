/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What a model's {@code config.json} says, checked.
 *
 * <p>The file is Hugging Face's; what this plugin needs beyond it stands in an object of its own,
 * {@code "neural_sparse": {"activation": "relu" | "log1p_relu", "pooling": "max" | "sum",
 * "precision": "int8" | "fp32", "analyzer": "…", "token_frequency": "set" | "count"}}, all of it
 * optional. Where the network has a folder of its own, the object is that of the {@code
 * config.json} in the root, if that one has it.
 */
final class EncoderConfig {
  /** The file it is read from. */
  static final String FILE = "config.json";

  static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private static final String OWN = "neural_sparse";
  private static final String TOKEN_FREQUENCY = "token_frequency";
  private static final List<String> OWN_KEYS =
      List.of("activation", "pooling", "precision", "analyzer", TOKEN_FREQUENCY);

  private final JsonFields fields;
  private final JsonFields own;

  private EncoderConfig(JsonFields fields, JsonFields own) {
    this.fields = fields;
    this.own = own;
    TreeSet<String> unknown = new TreeSet<>(own.json().keySet());
    OWN_KEYS.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw own.fault(unknown.first(), "is not known, known are " + OWN_KEYS);
    }
  }

  static EncoderConfig read(ModelFolder folder, Layout layout) {
    JsonFields fields = fields(folder, layout.networkFile(FILE));
    Optional<JsonFields> own = Optional.empty();
    if (!fields.file().equals(FILE) && folder.find(FILE).isPresent()) {
      own = fields(folder, FILE).object(OWN);
    }
    return new EncoderConfig(
        fields,
        own.or(() -> fields.object(OWN))
            .orElseGet(() -> new JsonFields(folder, fields.file(), OWN + ".", new JsonObject())));
  }

  private static JsonFields fields(ModelFolder folder, String file) {
    return new JsonFields(folder, file, "", JsonFile.object(folder, file));
  }

  /** All of the file. */
  JsonFields fields() {
    return fields;
  }

  /** This plugin's own part. */
  JsonFields own() {
    return own;
  }

  /** The first of {@code architectures}, or an empty text. */
  String architecture() {
    return fields.json().get("architectures") instanceof JsonArray names
            && !names.isEmpty()
            && names.get(0) instanceof JsonPrimitive name
        ? name.getAsString()
        : "";
  }

  /** The size of the network's output, if it is given. */
  OptionalInt vocabularySize() {
    return fields.has("vocab_size")
        ? OptionalInt.of(fields.integer("vocab_size", 1, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /** The precision that the model asks for. */
  Optional<Precision> precision() {
    return own.text("precision")
        .map(
            name ->
                Precision.named(name)
                    .orElseThrow(() -> own.fault("precision", "must be int8 or fp32")));
  }

  /** The name under which the {@code analyzer} option of a query finds this model's tokeniser. */
  Optional<String> analyzer() {
    return own.text("analyzer");
  }

  /** What repeated tokens of a query count, unless the query says it. */
  TokenFrequency tokenFrequency() {
    return own.text(TOKEN_FREQUENCY)
        .map(
            name ->
                TokenFrequency.named(name)
                    .orElseThrow(() -> own.fault(TOKEN_FREQUENCY, "must be set or count")))
        .orElse(TokenFrequency.SET);
  }

  /** What decided for {@link #tokenFrequency()}. */
  Decision tokenFrequencyDecision() {
    return new Decision(
        "frequency",
        tokenFrequency().label(),
        own.has(TOKEN_FREQUENCY) ? own.file() + " [" + own.path(TOKEN_FREQUENCY) + "]" : "default",
        List.of());
  }

  Network.Lexical lexical() {
    return new Network.Lexical(
        fields.number("k1", Float.MIN_NORMAL, 1000),
        fields.number("b", 0, 1),
        fields.number("mean_length", 1, Integer.MAX_VALUE));
  }
}
