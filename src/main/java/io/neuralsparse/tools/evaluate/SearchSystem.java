/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.model.Precision;
import io.neuralsparse.vector.Pruning;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One way to search, as {@code --systems} names it: {@code bm25}, {@code bm25-standard}, {@code
 * bm25-beir}, or a model's name, with options after {@code +}. Immutable.
 *
 * @param name as it was given
 * @param base what stands before the first {@code +}
 * @param options name to value; empty for switches
 */
record SearchSystem(String name, String base, Map<String, String> options) {
  /** The field that is searched by BM25, and encoded. */
  static final String TEXT = "text";

  /** The field of the vectors. */
  static final String VECTOR = "text_sparse";

  private static final String TITLE = "title";
  private static final String PRUNE = "prune";
  private static final String LONG_TEXT = "long_text";
  private static final String PRECISION = "precision";
  private static final String TOKEN_FREQUENCY = "token_frequency";
  private static final String MAX_QUERY_TOKENS = "max_query_tokens";
  private static final String TWO_PHASE = "two-phase";
  private static final Set<String> OF_INDEX = Set.of(PRUNE, LONG_TEXT, PRECISION);
  private static final List<String> KNOWN =
      List.of(
          PRUNE + "=<type>:<ratio>",
          LONG_TEXT + "=truncate|windows",
          PRECISION + "=int8|fp32",
          TOKEN_FREQUENCY + "=set|count",
          MAX_QUERY_TOKENS + "=<number>",
          TWO_PHASE);

  private enum Bm25 {
    ENGLISH,
    STANDARD,
    BEIR
  }

  private static final Map<String, Bm25> BM25 =
      Map.of(
          "bm25", Bm25.ENGLISH,
          "bm25-english", Bm25.ENGLISH,
          "bm25-standard", Bm25.STANDARD,
          "bm25-beir", Bm25.BEIR);

  /**
   * Understands one word of {@code --systems}.
   *
   * @throws IllegalArgumentException for an option that is not known or makes no sense; the message
   *     says what is allowed
   */
  static SearchSystem parse(String word) {
    String[] parts = word.split("\\+", -1);
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String key = equals < 0 ? parts[i] : parts[i].substring(0, equals);
      String value = equals < 0 ? "" : parts[i].substring(equals + 1);
      if (options.put(key, value) != null) {
        throw new IllegalArgumentException("[" + word + "] has [" + key + "] twice");
      }
    }
    SearchSystem system = new SearchSystem(word, parts[0], Collections.unmodifiableMap(options));
    if (parts[0].isEmpty()) {
      throw new IllegalArgumentException("[" + word + "] names no system");
    }
    if (system.isBm25() && !options.isEmpty()) {
      throw new IllegalArgumentException(
          "[" + word + "]: BM25 has no options, got " + options.keySet());
    }
    options.forEach((key, value) -> check(word, key, value));
    return system;
  }

  private static void check(String word, String key, String value) {
    boolean fine =
        switch (key) {
          case TWO_PHASE -> value.isEmpty();
          case PRECISION -> Precision.named(value).isPresent();
          case TOKEN_FREQUENCY -> value.matches("set|count");
          case LONG_TEXT -> value.matches("truncate|windows");
          case MAX_QUERY_TOKENS -> value.matches("[1-9][0-9]{0,5}");
          case PRUNE -> value.matches("[a-z_]+:[0-9.]+") && pruning(word, value) != null;
          default -> false;
        };
    if (!fine) {
      throw new IllegalArgumentException(
          "["
              + word
              + "] has the option ["
              + (value.isEmpty() ? key : key + "=" + value)
              + "]; options are "
              + KNOWN);
    }
  }

  private static Pruning pruning(String word, String value) {
    int colon = value.indexOf(':');
    try {
      return new Pruning(
          Pruning.Type.named(value.substring(0, colon)),
          Double.parseDouble(value.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("[" + word + "]: [prune] " + e.getMessage(), e);
    }
  }

  boolean isBm25() {
    return BM25.containsKey(base);
  }

  /** How documents are encoded by this program instead of the node, if they are. */
  Optional<Precision> precision() {
    return Optional.ofNullable(options.get(PRECISION)).flatMap(Precision::named);
  }

  /** What an index depends on: systems with the same have one. */
  String indexKey() {
    Map<String, String> kept = new TreeMap<>(options);
    kept.keySet().retainAll(OF_INDEX);
    return (isBm25() ? "bm25-" + BM25.get(base) : base) + kept;
  }

  /** What is done, in words. */
  String description() {
    if (!isBm25()) {
      return "learned_sparse on title and text as one passage"
          + (precision().isPresent() ? ", documents encoded outside the node" : "");
    }
    return switch (BM25.get(base)) {
      case ENGLISH -> "match on title and text as one passage, english analyzer";
      case STANDARD -> "match on title and text as one passage, standard analyzer";
      case BEIR -> "multi_match on title and text, best_fields, tie_breaker 0.5, english analyzer";
    };
  }

  /** The fields of its index. */
  JsonObject properties() {
    JsonObject properties = new JsonObject();
    boolean beir = BM25.get(base) == Bm25.BEIR;
    properties.add(TITLE, beir ? field("english") : stored());
    if (isBm25()) {
      properties.add(TEXT, field(BM25.get(base) == Bm25.STANDARD ? "standard" : "english"));
    } else {
      properties.add(TEXT, stored());
      JsonObject vector = new JsonObject();
      vector.addProperty("type", "rank_features");
      properties.add(VECTOR, vector);
    }
    return properties;
  }

  private static JsonObject field(String analyzer) {
    JsonObject field = new JsonObject();
    field.addProperty("type", "text");
    field.addProperty("analyzer", analyzer);
    return field;
  }

  private static JsonObject stored() {
    JsonObject field = new JsonObject();
    field.addProperty("type", "text");
    field.addProperty("index", false);
    return field;
  }

  /** The document that is sent. */
  JsonObject source(BeirCollection.Document document) {
    JsonObject source = new JsonObject();
    source.addProperty(TITLE, document.title());
    source.addProperty(TEXT, BM25.get(base) == Bm25.BEIR ? document.text() : document.passage());
    return source;
  }

  /** The ingest pipeline; none where the node does not encode. */
  Optional<JsonObject> pipeline() {
    if (isBm25() || precision().isPresent()) {
      return Optional.empty();
    }
    JsonObject fields = new JsonObject();
    fields.addProperty(TEXT, VECTOR);
    JsonObject processor = new JsonObject();
    processor.addProperty("model_id", base);
    processor.add("field_map", fields);
    if (options.containsKey(PRUNE)) {
      Pruning pruning = pruning(name, options.get(PRUNE));
      processor.addProperty("prune_type", pruning.type().label());
      boolean whole = pruning.type() == Pruning.Type.TOP_K;
      processor.addProperty(
          "prune_ratio", whole ? (Number) (int) pruning.ratio() : pruning.ratio());
    }
    if (options.containsKey(LONG_TEXT)) {
      processor.addProperty(LONG_TEXT, options.get(LONG_TEXT));
    }
    JsonObject named = new JsonObject();
    named.add("learned_sparse_encoding", processor);
    JsonArray processors = new JsonArray();
    processors.add(named);
    JsonObject pipeline = new JsonObject();
    pipeline.add("processors", processors);
    return Optional.of(pipeline);
  }

  /** How vectors are pruned that this program encodes. */
  Pruning pruning() {
    return options.containsKey(PRUNE) ? pruning(name, options.get(PRUNE)) : Pruning.NONE;
  }

  /** What becomes of long texts that this program encodes; by default as in the node. */
  LongText longText() {
    String mode = options.get(LONG_TEXT);
    return LongText.Mode.TRUNCATE.label().equals(mode) ? LongText.TRUNCATE : LongText.WINDOWS;
  }

  /** A search for a text. */
  JsonObject search(String text, int size) {
    JsonObject search = new JsonObject();
    search.addProperty("size", size);
    search.addProperty("_source", false);
    search.add("query", isBm25() ? match(text) : sparse(text));
    if (options.containsKey(TWO_PHASE)) {
      JsonObject processor = new JsonObject();
      processor.add("learned_sparse_two_phase", new JsonObject());
      JsonArray processors = new JsonArray();
      processors.add(processor);
      JsonObject pipeline = new JsonObject();
      pipeline.add("request_processors", processors);
      search.add("search_pipeline", pipeline);
    }
    return search;
  }

  private JsonObject match(String text) {
    JsonObject query = new JsonObject();
    JsonObject body = new JsonObject();
    if (BM25.get(base) == Bm25.BEIR) {
      JsonArray fields = new JsonArray();
      fields.add(TITLE);
      fields.add(TEXT);
      body.addProperty("query", text);
      body.addProperty("type", "best_fields");
      body.add("fields", fields);
      body.addProperty("tie_breaker", 0.5);
      query.add("multi_match", body);
    } else {
      body.addProperty(TEXT, text);
      query.add("match", body);
    }
    return query;
  }

  private JsonObject sparse(String text) {
    JsonObject body = new JsonObject();
    body.addProperty("query_text", text);
    body.addProperty("model_id", base);
    if (options.containsKey(TOKEN_FREQUENCY)) {
      body.addProperty(TOKEN_FREQUENCY, options.get(TOKEN_FREQUENCY));
    }
    if (options.containsKey(MAX_QUERY_TOKENS)) {
      body.addProperty(MAX_QUERY_TOKENS, Integer.valueOf(options.get(MAX_QUERY_TOKENS)));
    }
    JsonObject field = new JsonObject();
    field.add(VECTOR, body);
    JsonObject query = new JsonObject();
    query.add("learned_sparse", field);
    return query;
  }
}
