/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.neuralsparse.vector.SparseVector;
import java.util.Locale;
import java.util.Optional;

/** A way to search: what is sent, and to which of the two engines. */
enum Variant {
  /** A query that matches nothing: what any request costs. */
  NOTHING(false, false),
  /** A match query on the text. */
  BM25(false, false),
  /** A bool query of a linear rank_feature query for each token, which is all that Lucene has. */
  NAIVE(false, false),
  /** This plugin, by the query's text. */
  TEXT(false, false),
  /** This plugin, by the query's tokens. */
  TOKENS(false, false),
  /** This plugin, by the query's text, in two phases. */
  TWO_PHASE(false, false),
  /** The official plugin, by the query's text and an analyzer. */
  OFFICIAL_TEXT(true, false),
  /** The official plugin, by the query's tokens. */
  OFFICIAL_TOKENS(true, false),
  /** The official plugin, by the query's text, through its two-phase pipeline. */
  OFFICIAL_TWO_PHASE(true, false),
  /** {@link #NAIVE} with a bi-encoder's query. */
  NAIVE_WIDE(false, true),
  /** {@link #TOKENS} with a bi-encoder's query. */
  TOKENS_WIDE(false, true),
  /** {@link #OFFICIAL_TOKENS} with a bi-encoder's query. */
  OFFICIAL_TOKENS_WIDE(true, true);

  /** The search pipeline of {@link #OFFICIAL_TWO_PHASE}. */
  static final String PIPELINE = "bench-two-phase";

  private static final String TEXT_FIELD = "text";
  private static final String VECTOR_FIELD = "vector";
  private static final String OWN_QUERY = "learned_sparse";
  private static final String OFFICIAL_QUERY = "neural_sparse";
  private static final String OFFICIAL_ANALYZER = "bert-uncased";

  private final boolean official;
  private final boolean wide;

  Variant(boolean official, boolean wide) {
    this.official = official;
    this.wide = wide;
  }

  /** Whether it is for the engine with the official plugins. */
  boolean isOfficial() {
    return official;
  }

  /** Whether its queries are a bi-encoder's. */
  boolean isWide() {
    return wide;
  }

  /** Whether it scores by the vectors. */
  boolean isSparse() {
    return this != BM25 && this != NOTHING;
  }

  /** As tables have it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What Lucene alone takes for the same. */
  Variant naive() {
    return wide ? NAIVE_WIDE : NAIVE;
  }

  /** What the official plugin takes for the same. */
  Optional<Variant> rival() {
    return switch (this) {
      case TEXT -> Optional.of(OFFICIAL_TEXT);
      case TOKENS, NAIVE -> Optional.of(OFFICIAL_TOKENS);
      case TWO_PHASE -> Optional.of(OFFICIAL_TWO_PHASE);
      case TOKENS_WIDE, NAIVE_WIDE -> Optional.of(OFFICIAL_TOKENS_WIDE);
      default -> Optional.empty();
    };
  }

  /** Its path, with the parameters it needs. */
  String path(String index) {
    return "/"
        + index
        + "/_search"
        + (this == OFFICIAL_TWO_PHASE ? "?search_pipeline=" + PIPELINE : "");
  }

  /**
   * The body of a request.
   *
   * @param model of this plugin that gives the text's tokens
   * @param withSource whether the documents are to be fetched too
   */
  String body(SyntheticQuery query, Scenario scenario, String model, boolean withSource) {
    JsonObject body = new JsonObject();
    body.addProperty("size", scenario.top());
    body.addProperty("_source", withSource);
    if (scenario.totalHits().matches("true|false")) {
      body.addProperty("track_total_hits", Boolean.valueOf(scenario.totalHits()));
    } else if (!scenario.totalHits().isEmpty()) {
      body.addProperty("track_total_hits", Integer.valueOf(scenario.totalHits()));
    }
    body.add("query", filtered(query(query, model), scenario.filter()));
    return body.toString();
  }

  private static JsonObject filtered(JsonObject query, int filter) {
    if (filter == 100) {
      return query;
    }
    JsonObject bool = new JsonObject();
    bool.add("must", query);
    bool.add("filter", object("term", object("kept", value(String.valueOf(filter)))));
    return object("bool", bool);
  }

  private JsonObject query(SyntheticQuery query, String model) {
    return switch (this) {
      case NOTHING -> object("match_none", new JsonObject());
      case BM25 -> object("match", object(TEXT_FIELD, value(query.text())));
      case NAIVE, NAIVE_WIDE -> naive(query.tokens());
      case TEXT, TWO_PHASE -> {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("query_text", query.text());
        parameters.addProperty("model_id", model);
        if (this == TWO_PHASE) {
          parameters.add("two_phase", new JsonObject());
        }
        yield object(OWN_QUERY, object(VECTOR_FIELD, parameters));
      }
      case TOKENS, TOKENS_WIDE -> object(OWN_QUERY, object(VECTOR_FIELD, tokens(query.tokens())));
      case OFFICIAL_TEXT, OFFICIAL_TWO_PHASE -> {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("query_text", query.text());
        parameters.addProperty("analyzer", OFFICIAL_ANALYZER);
        yield object(OFFICIAL_QUERY, object(VECTOR_FIELD, parameters));
      }
      case OFFICIAL_TOKENS, OFFICIAL_TOKENS_WIDE ->
          object(OFFICIAL_QUERY, object(VECTOR_FIELD, tokens(query.tokens())));
    };
  }

  private static JsonObject naive(SparseVector tokens) {
    JsonArray clauses = new JsonArray();
    for (SparseVector.Entry entry : tokens.entries()) {
      JsonObject feature = new JsonObject();
      feature.addProperty("field", VECTOR_FIELD + "." + entry.token());
      feature.add("linear", new JsonObject());
      feature.addProperty("boost", entry.weight());
      clauses.add(object("rank_feature", feature));
    }
    JsonObject should = new JsonObject();
    should.add("should", clauses);
    return object("bool", should);
  }

  private static JsonObject tokens(SparseVector tokens) {
    JsonObject weights = new JsonObject();
    tokens.entries().forEach(entry -> weights.addProperty(entry.token(), entry.weight()));
    return object("query_tokens", weights);
  }

  private static JsonElement value(String text) {
    return new JsonPrimitive(text);
  }

  private static JsonObject object(String key, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(key, value);
    return object;
  }
}
