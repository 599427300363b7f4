/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The keys of one object of a JSON file, each of which must be asked for: what is left over at the
 * end is unknown. Messages name file, key, value and what is allowed.
 */
final class Fields {
  private static final int SHOWN = 80;

  private final String file;
  private final String place;
  private final JsonObject object;
  private final TreeSet<String> known = new TreeSet<>();

  private Fields(String file, String place, JsonObject object) {
    this.file = file;
    this.place = place;
    this.object = object;
  }

  /** The keys of a file's outermost object. */
  static Fields of(String file, JsonElement json) throws IOException {
    if (!(json instanceof JsonObject object)) {
      throw new IOException("[" + file + "] must hold an object, got [" + shown(json) + "]");
    }
    return new Fields(file, "", object);
  }

  /** No key at all. */
  static Fields none(String file) {
    return new Fields(file, "", new JsonObject());
  }

  /** Whether a key is there. */
  boolean has(String key) {
    known.add(key);
    return object.has(key);
  }

  /** The keys of an object that must be there. */
  Fields object(String key) throws IOException {
    return optional(key).orElseThrow(() -> missing(key));
  }

  /** The keys of an object that may be there. */
  Optional<Fields> optional(String key) throws IOException {
    known.add(key);
    JsonElement value = object.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof JsonObject inner)) {
      throw fault(key, "must be an object", value);
    }
    return Optional.of(new Fields(file, place + key + ".", inner));
  }

  /** A text that must be there. */
  String text(String key) throws IOException {
    return text(key, null);
  }

  /**
   * A text.
   *
   * @param absent where there is none; null where there must be
   */
  String text(String key, String absent) throws IOException {
    JsonElement value = value(key, absent);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonPrimitive text && text.isString() && !text.getAsString().isBlank()) {
      return text.getAsString();
    }
    throw fault(key, "must be a text", value);
  }

  /**
   * One of some texts.
   *
   * @param absent where there is none; null where there must be
   */
  String choice(String key, List<String> allowed, String absent) throws IOException {
    JsonElement value = value(key, absent);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonPrimitive text
        && text.isString()
        && allowed.contains(text.getAsString())) {
      return text.getAsString();
    }
    throw fault(key, "must be one of " + allowed, value);
  }

  /**
   * True or false.
   *
   * @param absent where there is neither
   */
  boolean flag(String key, boolean absent) throws IOException {
    JsonElement value = value(key, absent);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean();
    }
    throw fault(key, "must be true or false", value);
  }

  /**
   * A whole number.
   *
   * @param absent where there is none; null where there must be
   */
  long integer(String key, long least, long most, Long absent) throws IOException {
    JsonElement value = value(key, absent);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      try {
        long whole = new BigDecimal(number.getAsString()).longValueExact();
        if (whole >= least && whole <= most) {
          return whole;
        }
      } catch (ArithmeticException e) {
        // Said below.
      }
    }
    throw fault(key, "must be a whole number from " + least + " to " + most, value);
  }

  /**
   * A number.
   *
   * @param absent where there is none; null where there must be
   */
  double number(String key, Range range, Double absent) throws IOException {
    JsonElement value = value(key, absent);
    if (value == null) {
      return absent;
    }
    if (value instanceof JsonPrimitive number
        && number.isNumber()
        && range.contains(number.getAsDouble())) {
      return number.getAsDouble();
    }
    throw fault(key, "must be a number " + range.label(), value);
  }

  /** At least one text. */
  List<String> texts(String key) throws IOException {
    JsonElement value = value(key, null);
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (JsonElement each : array) {
        if (!(each instanceof JsonPrimitive text)
            || !text.isString()
            || text.getAsString().isBlank()) {
          throw fault(key, "must be a list of texts", value);
        }
        texts.add(text.getAsString());
      }
    }
    if (texts.isEmpty()) {
      throw fault(key, "must be a list of texts", value);
    }
    return List.copyOf(texts);
  }

  /** At least one whole number, none twice, none below 0. */
  List<Long> integers(String key) throws IOException {
    JsonElement value = value(key, null);
    List<Long> numbers = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (JsonElement each : array) {
        boolean whole = each.isJsonPrimitive() && each.getAsString().matches("[0-9]{1,18}");
        if (!whole || numbers.contains(each.getAsLong())) {
          throw fault(key, "must be a list of whole numbers, none twice", value);
        }
        numbers.add(each.getAsLong());
      }
    }
    if (numbers.isEmpty()) {
      throw fault(key, "must be a list of whole numbers, none twice", value);
    }
    return List.copyOf(numbers);
  }

  /** Objects of a list, at least one. */
  List<Fields> objects(String key) throws IOException {
    JsonElement value = value(key, null);
    List<Fields> objects = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (JsonElement each : array) {
        if (!(each instanceof JsonObject inner)) {
          throw fault(key, "must be a list of objects", value);
        }
        objects.add(new Fields(file, place + key + "[" + objects.size() + "].", inner));
      }
    }
    if (objects.isEmpty()) {
      throw fault(key, "must be a list of objects", value);
    }
    return objects;
  }

  /** Any object that must be there, not looked into. */
  JsonObject raw(String key) throws IOException {
    if (value(key, null) instanceof JsonObject inner) {
      return inner;
    }
    throw fault(key, "must be an object", object.get(key));
  }

  /** No more keys. */
  void end() throws IOException {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        throw new IOException(
            "[" + file + "] unknown key [" + place + key + "], known here are " + known);
      }
    }
  }

  /** What is wrong with a key's value. */
  IOException fault(String key, String rule) {
    return fault(key, rule, object.get(key));
  }

  private IOException fault(String key, String rule, JsonElement value) {
    return new IOException(
        "[" + file + "] [" + place + key + "] " + rule + ", got [" + shown(value) + "]");
  }

  private JsonElement value(String key, Object absent) throws IOException {
    known.add(key);
    JsonElement value = object.get(key);
    if (value == null && absent == null) {
      throw missing(key);
    }
    return value;
  }

  private IOException missing(String key) {
    return new IOException("[" + file + "] [" + place + key + "] is missing");
  }

  private static String shown(JsonElement value) {
    String text = String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Numbers that are allowed. */
  enum Range {
    POSITIVE("above 0"),
    NOT_NEGATIVE("of 0 or more"),
    SHARE("above 0, at most 1"),
    BELOW_ONE("of 0 or more, below 1");

    private final String label;

    Range(String label) {
      this.label = label;
    }

    private String label() {
      return label;
    }

    private boolean contains(double value) {
      return switch (this) {
        case POSITIVE -> value > 0 && value < Double.POSITIVE_INFINITY;
        case NOT_NEGATIVE -> value >= 0 && value < Double.POSITIVE_INFINITY;
        case SHARE -> value > 0 && value <= 1;
        case BELOW_ONE -> value >= 0 && value < 1;
      };
    }
  }
}
