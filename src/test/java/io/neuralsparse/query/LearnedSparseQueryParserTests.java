/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.test.OpenSearchTestCase;

/** What requests may say, and what is said about those that say something else. */
public class LearnedSparseQueryParserTests extends OpenSearchTestCase {
  private static final String NAME = LearnedSparseQueryBuilder.NAME;
  private static final String OFFICIAL = LearnedSparseQueryBuilder.OFFICIAL_NAME;

  /** Reads {"name of the query": {…}}. */
  private QueryBuilder parseQuery(String body) throws IOException {
    try (XContentParser parser = createParser(JsonXContent.jsonXContent, body)) {
      parser.nextToken();
      parser.nextToken();
      String name = parser.currentName();
      parser.nextToken();
      return new LearnedSparseQueryParser(name, null).parse(parser);
    }
  }

  public void testBothNamesAndAllParametersAreParsed() throws IOException {
    assertEquals(
        LearnedSparseQueryBuilder.ofText(OFFICIAL, "f", "hello", "m", null, null)
            .boost(2.5f)
            .queryName("q"),
        parseQuery(
            "{\"neural_sparse\": {\"f\": {\"query_text\": \"hello\", \"model_id\": \"m\","
                + " \"boost\": 2.5, \"_name\": \"q\"}}}"));
    assertEquals(
        LearnedSparseQueryBuilder.ofText(NAME, "f", "hello", null, null, null)
            .with(new QueryOptions(TokenFrequency.COUNT, null, null, null)),
        parseQuery(
            "{\"learned_sparse\": {\"f\": {\"query_text\": \"hello\", \"model_id\": null,"
                + " \"analyzer\": null, \"token_frequency\": \"count\", \"_name\": null}}}"));
    assertEquals(
        LearnedSparseQueryBuilder.ofText(NAME, "f", "hello", null, null, null),
        parseQuery(
            "{\"learned_sparse\": {\"f\": {\"query_text\": \"hello\", \"token_frequency\":"
                + " null}}}"));
    assertEquals(
        LearnedSparseQueryBuilder.ofText(NAME, "f", "hello", null, "bert-uncased", null),
        parseQuery(
            "{\"learned_sparse\": {\"f\": {\"query_text\": \"hello\", \"analyzer\":"
                + " \"bert-uncased\"}}}"));
    assertEquals(
        LearnedSparseQueryBuilder.ofTokens(
            NAME, "f", SparseVector.of(Map.of("a", 1f, ".", 70.5f)), null),
        parseQuery(
            "{\"learned_sparse\": {\"f\": {\"query_tokens\": {\"a\": 1, \".\": 70.5},"
                + " \"query_text\": \"tokens win\"}}}"));
  }

  public void testPruningIsParsed() throws IOException {
    Map<String, QueryOptions> expected =
        Map.of(
            "\"max_query_tokens\": 7, \"pruning_config\": null",
            new QueryOptions(null, 7, null, null),
            "\"max_query_tokens\": null, \"pruning_config\": {}",
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.4f, false), null),
            "\"pruning_config\": {\"tokens_freq_ratio_threshold\": 100, \"tokens_weight_threshold\":"
                + " 1, \"only_score_pruned_tokens\": true}",
            new QueryOptions(null, null, new FrequentTokenPruning(100, 1, true), null),
            "\"pruning_config\": {\"tokens_weight_threshold\": 0, \"tokens_freq_ratio_threshold\":"
                + " 1}",
            new QueryOptions(null, null, new FrequentTokenPruning(1, 0, false), null));
    for (Map.Entry<String, QueryOptions> entry : expected.entrySet()) {
      assertEquals(
          LearnedSparseQueryBuilder.ofText(NAME, "f", "x", null, null, null).with(entry.getValue()),
          parseQuery(
              "{\"learned_sparse\": {\"f\": {\"query_text\": \"x\", " + entry.getKey() + "}}}"));
    }
  }

  private void assertRefused(String body, String message) {
    ParsingException e =
        expectThrows(ParsingException.class, () -> parseQuery("{\"neural_sparse\": " + body + "}"));
    assertEquals("[neural_sparse] query " + message, e.getMessage());
  }

  private void assertPruningRefused(String config, String message) {
    assertRefused("{\"f\": {\"query_text\": \"x\", \"pruning_config\": " + config + "}}", message);
  }

  public void testBadShapesAreExplained() {
    assertRefused("{}", "needs the name of a field");
    assertRefused(
        "{\"f\": \"text\"}",
        "field [f] must be an object with [query_text] or [query_tokens], got [text]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\"}, \"g\": {\"query_text\": \"x\"}}",
        "takes one field, got [f] and [g]");
    assertRefused(
        "{\"f\": {}}",
        "field [f] needs a [query_text] that is not empty, or [query_tokens], got [query_text] ="
            + " [null]");
    assertRefused(
        "{\"f\": {\"query_text\": \"\"}}",
        "field [f] needs a [query_text] that is not empty, or [query_tokens], got [query_text] ="
            + " []");
    assertRefused("{\"f\": {\"query_text\": 3}}", "[query_text] must be a text, got [3]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"model_id\": \"m\", \"analyzer\": \"a\"}}",
        "takes [model_id] or [analyzer], got both: [m] and [a]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"fuzzy\": 1}}",
        "does not know [fuzzy], it takes [query_text, query_tokens, model_id, analyzer,"
            + " token_frequency, max_query_tokens, pruning_config, two_phase, boost,"
            + " _name]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"boost\": -1}}",
        "[boost] must be finite and not negative, got [-1.0]");
  }

  public void testBadPruningIsExplained() {
    for (String number : List.of("0", "-1", "1.5", "\"many\"", "3e9", "[5]", "true")) {
      assertRefused(
          "{\"f\": {\"query_text\": \"x\", \"max_query_tokens\": " + number + "}}",
          "[max_query_tokens] must be a whole number from 1, got ["
              + number.replace("\"", "").replace("[5]", "START_ARRAY")
              + "]");
    }
    assertPruningRefused(
        "3",
        "[pruning_config] must be an object of [tokens_freq_ratio_threshold,"
            + " tokens_weight_threshold, only_score_pruned_tokens], got [3]");
    assertPruningRefused(
        "{\"tokens_weight\": 3}",
        "[pruning_config] does not know [tokens_weight], it takes [tokens_freq_ratio_threshold,"
            + " tokens_weight_threshold, only_score_pruned_tokens]");
    for (String ratio : List.of("0.9", "100.5", "-1.0", "0.0")) {
      assertPruningRefused(
          "{\"tokens_freq_ratio_threshold\": " + ratio + "}",
          "[pruning_config.tokens_freq_ratio_threshold] must be from 1 to 100, got ["
              + ratio
              + "]");
    }
    for (String ratio : List.of("1.1", "-0.1", "5.0")) {
      assertPruningRefused(
          "{\"tokens_weight_threshold\": " + ratio + "}",
          "[pruning_config.tokens_weight_threshold] must be from 0 to 1, got [" + ratio + "]");
    }
    assertPruningRefused(
        "{\"tokens_weight_threshold\": \"0.4\"}",
        "[pruning_config.tokens_weight_threshold] must be a number, got [0.4]");
    assertPruningRefused(
        "{\"tokens_freq_ratio_threshold\": null}",
        "[pruning_config.tokens_freq_ratio_threshold] must be a number, got [null]");
    assertPruningRefused(
        "{\"only_score_pruned_tokens\": 1}",
        "[pruning_config.only_score_pruned_tokens] must be true or false, got [1]");
  }

  public void testBadTokenFrequencyIsExplained() {
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": \"twice\"}}",
        "[token_frequency] must be one of [set, count], got [twice]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": 2}}",
        "[token_frequency] must be one of [set, count], got [2]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": {\"a\": 1}}}",
        "[token_frequency] must be one of [set, count], got [START_OBJECT]");
  }

  public void testBadTokensAreExplained() {
    assertRefused(
        "{\"f\": {\"query_tokens\": [\"a\"]}}",
        "[query_tokens] must be an object token → weight, got [START_ARRAY]");
    assertRefused(
        "{\"f\": {\"query_tokens\": {}}}", "[query_tokens] must have at least one token, got [{}]");
    for (String weight : List.of("0", "-1", "1e39", "-0.5", "0.0")) {
      assertRefused(
          "{\"f\": {\"query_tokens\": {\"good\": 1, \"tok\": " + weight + "}}}",
          "[query_tokens] weight of token [tok] must be positive and finite, got [" + weight + "]");
    }
    for (String weight : List.of("NaN", "much", "1.0")) {
      assertRefused(
          "{\"f\": {\"query_tokens\": {\"tok\": \"" + weight + "\"}}}",
          "[query_tokens] weight of token [tok] must be a number, got [" + weight + "]");
    }
    assertRefused(
        "{\"f\": {\"query_tokens\": {\"\": 1}}}", "[query_tokens] must not have an empty token");
  }

  public void testBadTwoPhaseIsExplained() {
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"two_phase\": true}}",
        "[two_phase] must be an object of [prune_type, prune_ratio, expansion_rate,"
            + " max_window_size], got [true]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"two_phase\": {\"window\": 1}}}",
        "[two_phase] does not know [window], it takes [prune_type, prune_ratio, expansion_rate,"
            + " max_window_size]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"two_phase\": {\"prune_ratio\": 1.2}}}",
        "[two_phase.prune_ratio] must be in [0, 1) for [max_ratio], got [1.2]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"two_phase\": {\"expansion_rate\": \"5\"}}}",
        "[two_phase.expansion_rate] must be a finite number from 1, got [5]");
  }

  public void testMaxTokenScoreIsDeprecatedAndIgnored() throws IOException {
    assertEquals(
        LearnedSparseQueryBuilder.ofText(OFFICIAL, "f", "x", null, null, null),
        parseQuery(
            "{\"neural_sparse\": {\"f\": {\"query_text\": \"x\", \"max_token_score\": 3.5}}}"));
    assertWarnings(
        "Deprecated field [max_token_score] used, this field is unused and will be"
            + " removed entirely");
  }
}
