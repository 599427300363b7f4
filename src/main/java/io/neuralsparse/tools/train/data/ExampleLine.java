/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of examples: an object with {@code query} and either {@code positive} or {@code pos} (a
 * text or a list of texts) with or without {@code negs} (a list), or {@code docs} and {@code
 * scores} (lists of one length). {@code source} may stand beside; other keys are for others.
 */
final class ExampleLine {
  private static final String QUERY = "query";
  private static final String POSITIVE = "positive";
  private static final String POS = "pos";
  private static final String NEGS = "negs";
  private static final String DOCS = "docs";
  private static final String SCORES = "scores";

  /** Names under which other tools have negatives; to overlook them would be a trap. */
  private static final List<String> OTHERS = List.of("neg", "negative", "negatives");

  /** What is wrong with a line; the message is its kind. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final String detail;

    Fault(String kind, String detail) {
      super(kind);
      this.detail = detail;
    }

    /** What was found; may be empty. */
    String detail() {
      return detail;
    }
  }

  private final JsonObject object;
  private final Origin origin;

  private ExampleLine(JsonObject object, Origin origin) {
    this.object = object;
    this.origin = origin;
  }

  /** Reads a line. */
  static Example read(String line, Origin origin) throws Fault {
    JsonElement element;
    try {
      element = JsonParser.parseString(line);
    } catch (JsonParseException e) {
      throw new Fault("is no JSON", "");
    }
    if (!element.isJsonObject()) {
      throw new Fault("is no JSON object", "");
    }
    return new ExampleLine(element.getAsJsonObject(), origin).example();
  }

  private Example example() throws Fault {
    if (!object.has(QUERY)) {
      throw new Fault("has no [query]", "");
    }
    for (String other : OTHERS) {
      if (object.has(other)) {
        throw new Fault("has a key that is not read", "[" + other + "], use [negs]");
      }
    }
    String query = text(QUERY, object.get(QUERY));
    String source = object.has("source") ? string("source", object.get("source")) : "";
    if (object.has(DOCS)) {
      return scored(query, source);
    }
    String key = object.has(POS) ? POS : POSITIVE;
    if (!object.has(key)) {
      throw new Fault("has none of [positive], [pos] and [docs]", "");
    }
    List<String> positives = texts(key);
    List<String> negatives = object.has(NEGS) ? texts(NEGS) : List.of();
    for (int i = 0; i < negatives.size(); i++) {
      if (positives.contains(negatives.get(i))) {
        throw new Fault("has a negative that is a positive", "[negs] " + (i + 1));
      }
    }
    return new Example(query, positives, negatives, List.of(), source, origin);
  }

  private Example scored(String query, String source) throws Fault {
    List<String> documents = texts(DOCS);
    if (!(object.get(SCORES) instanceof JsonArray array)) {
      throw new Fault("has [docs] without a list of [scores]", "");
    }
    if (array.size() != documents.size()) {
      throw new Fault(
          "has not one of [scores] for each of [docs]", array.size() + " for " + documents.size());
    }
    List<Float> scores = new ArrayList<>();
    int best = 0;
    for (int i = 0; i < array.size(); i++) {
      scores.add(score(i, array.get(i)));
      best = scores.get(i) > scores.get(best) ? i : best;
    }
    String positive = documents.remove(best);
    scores.addFirst(scores.remove(best));
    if (documents.contains(positive)) {
      throw new Fault("has a text twice", "[docs]");
    }
    return new Example(query, List.of(positive), documents, scores, source, origin);
  }

  private static float score(int place, JsonElement value) throws Fault {
    float score = Float.NaN;
    try {
      score = value.getAsFloat();
    } catch (RuntimeException e) {
      // Said below.
    }
    if (!Float.isFinite(score)) {
      throw new Fault(
          "has a score that is no finite number", "[scores] " + (place + 1) + ": " + value);
    }
    return score;
  }

  /** One text, or a list of at least one. */
  private List<String> texts(String key) throws Fault {
    JsonElement value = object.get(key);
    List<String> texts = new ArrayList<>();
    if (!value.isJsonArray()) {
      texts.add(text(key, value));
      return texts;
    }
    JsonArray array = value.getAsJsonArray();
    for (int i = 0; i < array.size(); i++) {
      texts.add(text(key + "] " + (i + 1), array.get(i)));
    }
    if (texts.isEmpty()) {
      throw new Fault("has an empty list", "[" + key + "]");
    }
    return texts;
  }

  private static String text(String place, JsonElement value) throws Fault {
    String text = string(place, value).strip();
    if (text.isEmpty()) {
      throw new Fault("has an empty text", shown(place));
    }
    return text;
  }

  private static String string(String place, JsonElement value) throws Fault {
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new Fault("has something else than a text", shown(place) + ": " + value);
    }
    return value.getAsString();
  }

  /** {@code [key]} or {@code [key] number}. */
  private static String shown(String place) {
    return "[" + place + (place.contains("]") ? "" : "]");
  }
}
