/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The special tokens that the files beside a {@code tokenizer.json} name: {@code
 * special_tokens_map.json} and {@code tokenizer_config.json}, in both the values of keys that end
 * in {@code _token} and {@code additional_special_tokens}, in the latter also the special entries
 * of {@code added_tokens_decoder}. A token is a text, or an object with its text as {@code
 * content}.
 */
final class SpecialTokens {
  private static final String MAP = "special_tokens_map.json";

  private SpecialTokens() {}

  /**
   * Reads what is there.
   *
   * @param parent folder of {@code tokenizer.json}, relative to the model's
   */
  static Set<String> read(ModelFolder folder, String parent) {
    Set<String> tokens = new HashSet<>();
    for (String name : new String[] {MAP, EncoderConfig.TOKENIZER_CONFIG}) {
      String file = Layout.join(parent, name);
      if (folder.find(file).isPresent()) {
        collect(JsonFile.object(folder, file), tokens);
      }
    }
    return tokens;
  }

  private static void collect(JsonObject json, Set<String> tokens) {
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (entry.getKey().endsWith("_token")) {
        text(entry.getValue()).ifPresent(tokens::add);
      }
    }
    if (json.has("additional_special_tokens")
        && json.get("additional_special_tokens").isJsonArray()) {
      for (JsonElement token : json.getAsJsonArray("additional_special_tokens")) {
        text(token).ifPresent(tokens::add);
      }
    }
    if (json.get("added_tokens_decoder") instanceof JsonObject added) {
      for (JsonElement token : added.asMap().values()) {
        if (token instanceof JsonObject object
            && object.get("special") instanceof JsonPrimitive special
            && special.getAsBoolean()) {
          text(object).ifPresent(tokens::add);
        }
      }
    }
  }

  private static Optional<String> text(JsonElement token) {
    JsonElement text = token instanceof JsonObject object ? object.get("content") : token;
    return text instanceof JsonPrimitive primitive && primitive.isString()
        ? Optional.of(primitive.getAsString())
        : Optional.empty();
  }
}
