/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import java.util.OptionalInt;

/** The values of one JSON object of a model folder, checked as they are taken out. */
final class JsonFields {
  private final ModelFolder folder;
  private final String file;
  private final String prefix;
  private final JsonObject json;

  /**
   * Wraps an object.
   *
   * @param file where it is from, for messages
   * @param prefix before keys in messages, such as {@code neural_sparse.}
   */
  JsonFields(ModelFolder folder, String file, String prefix, JsonObject json) {
    this.folder = folder;
    this.file = file;
    this.prefix = prefix;
    this.json = json;
  }

  String file() {
    return file;
  }

  JsonObject json() {
    return json;
  }

  /** True when there is a value that is not null. */
  boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /** A key as messages have it. */
  String path(String key) {
    return prefix + key;
  }

  ModelException fault(String key, String rule) {
    return folder.fault(
        file, "[" + prefix + key + "] " + rule + ", got [" + shown(json.get(key)) + "]");
  }

  private static String shown(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString()
        ? primitive.getAsString()
        : String.valueOf(value);
  }

  /** A text, or nothing when the key is not there. */
  Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (json.get(key) instanceof JsonPrimitive value && value.isString()) {
      return Optional.of(value.getAsString());
    }
    throw fault(key, "must be a text");
  }

  boolean isTrue(String key) {
    return json.get(key) instanceof JsonPrimitive value && value.getAsBoolean();
  }

  /** An object's fields, or nothing when the key is not there. */
  Optional<JsonFields> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (json.get(key) instanceof JsonObject object) {
      return Optional.of(new JsonFields(folder, file, prefix + key + ".", object));
    }
    throw fault(key, "must be an object");
  }

  double number(String key, double least, double most) {
    JsonElement value = json.get(key);
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      throw folder.fault(file, "[" + prefix + key + "] must be a number, got [" + value + "]");
    }
    double number = value.getAsDouble();
    if (!(number >= least && number <= most)) {
      throw fault(key, "must be from " + least + " to " + most);
    }
    return number;
  }

  double number(String key, double least, double most, double absent) {
    return has(key) ? number(key, least, most) : absent;
  }

  int integer(String key, int least, int most) {
    if (json.get(key) instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (number >= least && number <= most && number == Math.rint(number)) {
        return (int) number;
      }
    }
    throw fault(key, "must be a whole number from " + least + " to " + most);
  }

  int integer(String key, int least, int most, int absent) {
    return has(key) ? integer(key, least, most) : absent;
  }

  /**
   * A length in tokens, or nothing where there is none or no sensible one: tokenisers without a
   * limit write 1e30.
   */
  OptionalInt limit(String key, int least) {
    return json.get(key) instanceof JsonPrimitive value
            && value.isNumber()
            && value.getAsDouble() >= least
            && value.getAsDouble() <= Integer.MAX_VALUE
        ? OptionalInt.of((int) value.getAsDouble())
        : OptionalInt.empty();
  }
}
