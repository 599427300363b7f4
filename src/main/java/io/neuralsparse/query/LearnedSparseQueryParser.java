/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opensearch.core.ParseField;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.core.xcontent.XContentParser.Token;
import org.opensearch.index.query.AbstractQueryBuilder;

/**
 * Reads the query from a request:
 *
 * <pre>
 *   {"&lt;field&gt;": {"query_text": "…", "model_id": "…" | "analyzer": "…", "boost": 1.0, "_name": "…"}}
 *   {"&lt;field&gt;": {"query_tokens": {"token": weight, …}, …}}
 * </pre>
 *
 * <p>Where both text and tokens are given, the tokens are taken.
 */
public final class LearnedSparseQueryParser {
  static final String QUERY_TEXT = "query_text";
  static final String QUERY_TOKENS = "query_tokens";
  static final String MODEL_ID = "model_id";
  static final String ANALYZER = "analyzer";
  private static final ParseField MAX_TOKEN_SCORE =
      new ParseField("max_token_score").withAllDeprecated();
  private static final String BOOST = AbstractQueryBuilder.BOOST_FIELD.getPreferredName();
  private static final String QUERY_NAME = AbstractQueryBuilder.NAME_FIELD.getPreferredName();

  private final String requestName;
  private final QueryModels models;

  /**
   * A parser for one of the query's names.
   *
   * @param requestName the name, for messages
   * @param models turns text into tokens
   */
  public LearnedSparseQueryParser(String requestName, QueryModels models) {
    this.requestName = requestName;
    this.models = models;
  }

  /**
   * Reads one query.
   *
   * @param parser stands at the object below the query's name, and at its end afterwards
   * @throws ParsingException when the request is not as it must be; the message names the
   *     parameter, the value and what is allowed
   */
  public LearnedSparseQueryBuilder parse(XContentParser parser) throws IOException {
    LearnedSparseQueryBuilder query = null;
    String field = null;
    while (parser.nextToken() != Token.END_OBJECT) {
      if (field != null) {
        throw fault(
            parser, "takes one field, got [" + field + "] and [" + parser.currentName() + "]");
      }
      field = parser.currentName();
      if (parser.nextToken() != Token.START_OBJECT) {
        throw fault(
            parser,
            "field ["
                + field
                + "] must be an object with [query_text] or [query_tokens], got ["
                + parser.text()
                + "]");
      }
      query = new Body(parser).read(field);
    }
    if (query == null) {
      throw fault(parser, "needs the name of a field");
    }
    return query;
  }

  private ParsingException fault(XContentParser parser, String message) {
    return new ParsingException(
        parser.getTokenLocation(), "[" + requestName + "] query " + message);
  }

  /** The parameters below the field. */
  private final class Body {
    private final XContentParser parser;
    private String text;
    private String model;
    private String analyzer;
    private Map<String, Float> tokens;
    private float boost = AbstractQueryBuilder.DEFAULT_BOOST;
    private String queryName;

    Body(XContentParser parser) {
      this.parser = parser;
    }

    LearnedSparseQueryBuilder read(String field) throws IOException {
      while (parser.nextToken() != Token.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        readParameter(key);
      }
      if (tokens == null && (text == null || text.isEmpty())) {
        throw fault(
            parser,
            "field ["
                + field
                + "] needs a [query_text] that is not empty, or [query_tokens], got ["
                + QUERY_TEXT
                + "] = ["
                + text
                + "]");
      }
      if (model != null && analyzer != null) {
        throw fault(
            parser,
            "takes [model_id] or [analyzer], got both: [" + model + "] and [" + analyzer + "]");
      }
      LearnedSparseQueryBuilder query =
          tokens != null
              ? LearnedSparseQueryBuilder.ofTokens(
                  requestName, field, SparseVector.of(tokens), models)
              : LearnedSparseQueryBuilder.ofText(requestName, field, text, model, analyzer, models);
      return query.boost(boost).queryName(queryName);
    }

    private void readParameter(String key) throws IOException {
      if (key.equals(QUERY_TEXT)) {
        text = string(key);
      } else if (key.equals(MODEL_ID)) {
        model = string(key);
      } else if (key.equals(ANALYZER)) {
        analyzer = string(key);
      } else if (key.equals(QUERY_TOKENS)) {
        tokens = tokens();
      } else if (key.equals(BOOST)) {
        boost = boost();
      } else if (key.equals(QUERY_NAME)) {
        queryName = string(key);
      } else if (MAX_TOKEN_SCORE.match(key, parser.getDeprecationHandler())) {
        parser.skipChildren(); // never had a meaning here
      } else {
        throw fault(
            parser,
            "does not know ["
                + key
                + "], it takes "
                + List.of(QUERY_TEXT, QUERY_TOKENS, MODEL_ID, ANALYZER, BOOST, QUERY_NAME));
      }
    }

    private String string(String key) throws IOException {
      Token token = parser.currentToken();
      if (token == Token.VALUE_NULL && !key.equals(QUERY_TEXT)) {
        return null;
      }
      if (token != Token.VALUE_STRING) {
        throw fault(parser, "[" + key + "] must be a text, got [" + shown() + "]");
      }
      return parser.text();
    }

    private float boost() throws IOException {
      if (parser.currentToken() != Token.VALUE_NUMBER) {
        throw fault(parser, "[boost] must be a number, got [" + shown() + "]");
      }
      float value = parser.floatValue();
      if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
        throw fault(parser, "[boost] must be finite and not negative, got [" + value + "]");
      }
      return value;
    }

    private Map<String, Float> tokens() throws IOException {
      if (parser.currentToken() != Token.START_OBJECT) {
        throw fault(
            parser, "[query_tokens] must be an object token → weight, got [" + shown() + "]");
      }
      Map<String, Float> weights = new HashMap<>();
      while (parser.nextToken() != Token.END_OBJECT) {
        String token = parser.currentName();
        if (parser.nextToken() != Token.VALUE_NUMBER) {
          throw fault(
              parser,
              "[query_tokens] weight of token ["
                  + token
                  + "] must be a number, got ["
                  + shown()
                  + "]");
        }
        float weight = parser.floatValue();
        if (!(weight > 0) || weight == Float.POSITIVE_INFINITY) {
          throw fault(
              parser,
              "[query_tokens] weight of token ["
                  + token
                  + "] must be positive and finite, got ["
                  + parser.text()
                  + "]");
        }
        if (token.isEmpty()) {
          throw fault(parser, "[query_tokens] must not have an empty token");
        }
        weights.put(token, weight);
      }
      if (weights.isEmpty()) {
        throw fault(parser, "[query_tokens] must have at least one token, got [{}]");
      }
      return weights;
    }

    private String shown() throws IOException {
      Token token = parser.currentToken();
      return token.isValue() ? parser.text() : token == Token.VALUE_NULL ? "null" : token.name();
    }
  }
}
