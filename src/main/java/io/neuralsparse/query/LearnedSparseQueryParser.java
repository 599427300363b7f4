/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.TokenFrequency;
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
 * <p>Where both text and tokens are given, the tokens are taken. {@link QueryOptions} stand beside
 * them.
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
  private static final List<String> PARAMETERS =
      List.of(
          QUERY_TEXT,
          QUERY_TOKENS,
          MODEL_ID,
          ANALYZER,
          QueryOptions.TOKEN_FREQUENCY,
          QueryOptions.MAX_TOKENS,
          FrequentTokenPruning.NAME,
          TwoPhase.NAME,
          BOOST,
          QUERY_NAME);

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
    ParameterReader reader = new ParameterReader(requestName, parser);
    LearnedSparseQueryBuilder query = null;
    String field = null;
    while (parser.nextToken() != Token.END_OBJECT) {
      if (field != null) {
        throw reader.fault(
            "takes one field, got [" + field + "] and [" + parser.currentName() + "]");
      }
      field = parser.currentName();
      if (parser.nextToken() != Token.START_OBJECT) {
        throw reader.fault(
            "field ["
                + field
                + "] must be an object with [query_text] or [query_tokens], got ["
                + parser.text()
                + "]");
      }
      query = new Body(reader).read(field);
    }
    if (query == null) {
      throw reader.fault("needs the name of a field");
    }
    return query;
  }

  /** The parameters below the field. */
  private final class Body {
    private final ParameterReader reader;
    private String text;
    private String model;
    private String analyzer;
    private Map<String, Float> tokens;
    private TokenFrequency tokenFrequency;
    private Integer maxTokens;
    private FrequentTokenPruning pruning;
    private TwoPhase twoPhase;
    private float boost = AbstractQueryBuilder.DEFAULT_BOOST;
    private String queryName;

    Body(ParameterReader reader) {
      this.reader = reader;
    }

    LearnedSparseQueryBuilder read(String field) throws IOException {
      XContentParser parser = reader.parser();
      while (parser.nextToken() != Token.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        if (!readWhatIsAsked(key) && !readOption(key)) {
          throw reader.fault("does not know [" + key + "], it takes " + PARAMETERS);
        }
      }
      if (tokens == null && (text == null || text.isEmpty())) {
        throw reader.fault(
            "field ["
                + field
                + "] needs a [query_text] that is not empty, or [query_tokens], got ["
                + QUERY_TEXT
                + "] = ["
                + text
                + "]");
      }
      if (model != null && analyzer != null) {
        throw reader.fault(
            "takes [model_id] or [analyzer], got both: [" + model + "] and [" + analyzer + "]");
      }
      LearnedSparseQueryBuilder query =
          tokens != null
              ? LearnedSparseQueryBuilder.ofTokens(
                  requestName, field, SparseVector.of(tokens), models)
              : LearnedSparseQueryBuilder.ofText(requestName, field, text, model, analyzer, models);
      return query
          .with(new QueryOptions(tokenFrequency, maxTokens, pruning, twoPhase))
          .boost(boost)
          .queryName(queryName);
    }

    /** What is looked for; false when it is no such parameter. */
    private boolean readWhatIsAsked(String key) throws IOException {
      switch (key) {
        case QUERY_TEXT -> text = reader.text(key);
        case QUERY_TOKENS -> tokens = tokens();
        case MODEL_ID -> model = reader.isNull() ? null : reader.text(key);
        case ANALYZER -> analyzer = reader.isNull() ? null : reader.text(key);
        default -> {
          return false;
        }
      }
      return true;
    }

    /** How it is looked for; false when it is no such parameter. */
    private boolean readOption(String key) throws IOException {
      if (key.equals(QueryOptions.TOKEN_FREQUENCY)) {
        tokenFrequency = reader.isNull() ? null : tokenFrequency(key);
      } else if (key.equals(QueryOptions.MAX_TOKENS)) {
        maxTokens = reader.isNull() ? null : (Integer) reader.wholeNumber(key, 1);
      } else if (key.equals(FrequentTokenPruning.NAME)) {
        pruning = reader.isNull() ? null : FrequentTokenPruning.parse(reader);
      } else if (key.equals(TwoPhase.NAME)) {
        twoPhase = reader.isNull() ? null : TwoPhase.parse(reader);
      } else if (key.equals(BOOST)) {
        boost = boost();
      } else if (key.equals(QUERY_NAME)) {
        queryName = reader.isNull() ? null : reader.text(key);
      } else if (MAX_TOKEN_SCORE.match(key, reader.parser().getDeprecationHandler())) {
        reader.parser().skipChildren(); // never had a meaning here
      } else {
        return false;
      }
      return true;
    }

    private TokenFrequency tokenFrequency(String key) throws IOException {
      String shown = reader.shown();
      return TokenFrequency.named(shown)
          .orElseThrow(
              () ->
                  reader.fault(
                      "["
                          + key
                          + "] must be one of "
                          + TokenFrequency.LABELS
                          + ", got ["
                          + shown
                          + "]"));
    }

    private float boost() throws IOException {
      float value = reader.number(BOOST);
      if (!(value >= 0) || value == Float.POSITIVE_INFINITY) {
        throw reader.fault("[boost] must be finite and not negative, got [" + value + "]");
      }
      return value;
    }

    private Map<String, Float> tokens() throws IOException {
      XContentParser parser = reader.parser();
      if (parser.currentToken() != Token.START_OBJECT) {
        throw reader.fault(
            "[query_tokens] must be an object token → weight, got [" + reader.shown() + "]");
      }
      Map<String, Float> weights = new HashMap<>();
      while (parser.nextToken() != Token.END_OBJECT) {
        String token = parser.currentName();
        parser.nextToken();
        weights.put(token, weight(token));
      }
      if (weights.isEmpty()) {
        throw reader.fault("[query_tokens] must have at least one token, got [{}]");
      }
      return weights;
    }

    private float weight(String token) throws IOException {
      String subject = "[query_tokens] weight of token [" + token + "] must be ";
      if (reader.parser().currentToken() != Token.VALUE_NUMBER) {
        throw reader.fault(subject + "a number, got [" + reader.shown() + "]");
      }
      float weight = reader.parser().floatValue();
      if (!(weight > 0) || weight == Float.POSITIVE_INFINITY) {
        throw reader.fault(subject + "positive and finite, got [" + reader.shown() + "]");
      }
      if (token.isEmpty()) {
        throw reader.fault("[query_tokens] must not have an empty token");
      }
      return weight;
    }
  }
}
