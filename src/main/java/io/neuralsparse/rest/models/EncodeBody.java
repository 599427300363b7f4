/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.LongText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be encoded, and how.
 *
 * @param texts 1 to {@value #MAX_TEXTS}
 * @param documents whether they are documents, or else queries
 * @param explain whether the texts' tokens are wanted
 * @param longText what becomes of documents beyond the model's window
 */
record EncodeBody(List<String> texts, boolean documents, boolean explain, LongText longText) {
  static final int MAX_TEXTS = 100;

  private static final String TEXT = "text";
  private static final String SIDE = "side";
  private static final String EXPLAIN = "explain";
  private static final String LONG_TEXT = "long_text";
  private static final String OVERLAP = "window_overlap";
  private static final String MAX_WINDOWS = "max_windows";
  private static final List<String> KEYS =
      List.of(TEXT, SIDE, EXPLAIN, LONG_TEXT, OVERLAP, MAX_WINDOWS);

  /**
   * Reads a request's body.
   *
   * @throws IllegalArgumentException for the first that is not as it must be
   */
  static EncodeBody parse(Map<String, Object> body) {
    for (String key : new TreeMap<>(body).keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("[" + key + "] is not known, known are " + KEYS);
      }
    }
    boolean documents = choice(body, SIDE, List.of("document", "query")).equals("document");
    LongText longText = longText(body);
    if (!documents) {
      for (String option : List.of(LONG_TEXT, OVERLAP, MAX_WINDOWS)) {
        if (body.get(option) != null) {
          throw new IllegalArgumentException(
              "[" + option + "] goes with [side] document: no window limits a query");
        }
      }
    }
    return new EncodeBody(texts(body.get(TEXT)), documents, explain(body), longText);
  }

  private static List<String> texts(Object value) {
    List<?> list =
        value instanceof List<?> several ? several : value == null ? List.of() : List.of(value);
    List<String> texts = new ArrayList<>();
    for (Object entry : list) {
      if (!(entry instanceof String text)) {
        throw texts("got [" + entry + "] in it");
      }
      texts.add(text);
    }
    if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
      throw texts("got " + texts.size());
    }
    return List.copyOf(texts);
  }

  private static IllegalArgumentException texts(String found) {
    return new IllegalArgumentException(
        "[text] must be a text or a list of 1 to " + MAX_TEXTS + " texts, " + found);
  }

  private static boolean explain(Map<String, Object> body) {
    Object value = body.getOrDefault(EXPLAIN, false);
    if (!(value instanceof Boolean explain)) {
      throw new IllegalArgumentException("[explain] must be true or false, got [" + value + "]");
    }
    return explain;
  }

  /** One of some words, the first unless asked for otherwise. */
  private static String choice(Map<String, Object> body, String key, List<String> words) {
    Object value = body.getOrDefault(key, words.getFirst());
    if (!(value instanceof String word) || !words.contains(word)) {
      throw new IllegalArgumentException(
          "[" + key + "] must be one of " + words + ", got [" + value + "]");
    }
    return word;
  }

  private static LongText longText(Map<String, Object> body) {
    String mode = choice(body, LONG_TEXT, LongText.Mode.labels().reversed());
    if (mode.equals(LongText.Mode.TRUNCATE.label())) {
      for (String option : List.of(OVERLAP, MAX_WINDOWS)) {
        if (body.get(option) != null) {
          throw new IllegalArgumentException(
              "[" + option + "] goes with [long_text] windows, got [truncate]");
        }
      }
      return LongText.TRUNCATE;
    }
    return new LongText(
        LongText.Mode.WINDOWS,
        whole(body, OVERLAP, 0, LongText.DEFAULT_OVERLAP),
        whole(body, MAX_WINDOWS, 1, LongText.DEFAULT_MAX_WINDOWS));
  }

  private static int whole(Map<String, Object> body, String key, int least, int unless) {
    Object value = body.getOrDefault(key, unless);
    if (!(value instanceof Integer number) || number < least) {
      throw new IllegalArgumentException(
          "[" + key + "] must be a whole number from " + least + ", got [" + value + "]");
    }
    return number;
  }
}
