/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.NeuralSparsePlugin;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.join.ScoreMode;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.action.explain.ExplainRequest;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.common.compress.CompressedXContent;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.ParsingException;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.mapper.MapperService;
import org.opensearch.index.query.InnerHitBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryBuilders;
import org.opensearch.index.query.QueryCoordinatorContext;
import org.opensearch.index.query.QueryRewriteContext;
import org.opensearch.index.query.QueryShardContext;
import org.opensearch.plugins.Plugin;
import org.opensearch.search.aggregations.AggregationBuilders;
import org.opensearch.search.builder.SearchSourceBuilder;
import org.opensearch.search.collapse.CollapseBuilder;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder;
import org.opensearch.test.AbstractQueryTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class LearnedSparseQueryBuilderTests
    extends AbstractQueryTestCase<LearnedSparseQueryBuilder> {
  private static final String FIELD = "passage_sparse";
  private static final String NAME = LearnedSparseQueryBuilder.NAME;
  private static final String OFFICIAL = LearnedSparseQueryBuilder.OFFICIAL_NAME;

  @Override
  @SuppressWarnings("deprecation") // the base class maps a geo_shape
  protected Collection<Class<? extends Plugin>> getPlugins() {
    return List.of(
        NeuralSparsePlugin.class,
        MapperExtrasModulePlugin.class,
        org.opensearch.test.TestGeoShapeFieldMapperPlugin.class);
  }

  @Override
  protected void initializeAdditionalMappings(MapperService mapperService) throws IOException {
    mapperService.merge(
        "_doc",
        new CompressedXContent(
            "{\"properties\": {\""
                + FIELD
                + "\": {\"type\": \"rank_features\"}, \"other_name\":"
                + " {\"type\": \"alias\", \"path\": \""
                + FIELD
                + "\"}}}"),
        MapperService.MergeReason.MAPPING_UPDATE);
  }

  /** Tokens or blank text: a real text needs a model, which the plugin under test has none of. */
  @Override
  protected LearnedSparseQueryBuilder doCreateTestQueryBuilder() {
    String name = randomFrom(NAME, OFFICIAL);
    String field = randomFrom(FIELD, FIELD, FIELD, "other_name", "unmapped");
    if (rarely()) {
      return LearnedSparseQueryBuilder.ofText(
              name, field, " ", randomFrom("lexical", null), null, null)
          .with(randomOptions());
    }
    Map<String, Float> tokens = new HashMap<>();
    for (int i = randomIntBetween(1, 8); i > 0; i--) {
      tokens.put(
          randomFrom("u.s", ".", "##ing", randomRealisticUnicodeOfLengthBetween(1, 9)),
          randomFrom(1e-5f, 70f, 1e30f, randomFloat() + 0.001f));
    }
    return LearnedSparseQueryBuilder.ofTokens(name, field, SparseVector.of(tokens), null)
        .with(randomOptions());
  }

  private static QueryOptions randomOptions() {
    return new QueryOptions(
        randomFrom(TokenFrequency.SET, TokenFrequency.COUNT, null),
        randomFrom(randomIntBetween(1, 10), Integer.MAX_VALUE, null),
        randomBoolean() ? null : randomPruning(),
        randomBoolean() ? null : TwoPhaseTests.anyOptions());
  }

  private static FrequentTokenPruning randomPruning() {
    return new FrequentTokenPruning(
        randomFrom(1f, 100f, 1 + 99 * randomFloat()),
        randomFrom(0f, 1f, randomFloat()),
        randomBoolean());
  }

  @Override
  protected void doAssertLuceneQuery(
      LearnedSparseQueryBuilder builder, Query query, QueryShardContext context) {
    boolean empty = builder.tokens() == null || builder.toString().contains("\"unmapped\"");
    if (empty) {
      assertTrue(query.toString(), query instanceof MatchNoDocsQuery);
    } else {
      // The index of this test is empty: with pruning_config nothing is left to look for.
      SparseVector selected =
          builder.options().pruning() != null && context.getIndexReader() != null
              ? SparseVector.EMPTY
              : builder.options().heaviest(builder.tokens());
      assertEquals(
          selected.isEmpty()
              ? new MatchNoDocsQuery("the query has no tokens")
              : new SparseDotProductQuery(FIELD, selected, builder.options().twoPhase()),
          withoutBoost(query));
    }
  }

  private static Query withoutBoost(Query query) {
    return query instanceof BoostQuery boosted ? boosted.getQuery() : query;
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

  private void assertRefused(String body, String message) {
    ParsingException e =
        expectThrows(ParsingException.class, () -> parseQuery("{\"neural_sparse\": " + body + "}"));
    assertEquals("[neural_sparse] query " + message, e.getMessage());
  }

  private void assertPruningRefused(String config, String message) {
    assertRefused("{\"f\": {\"query_text\": \"x\", \"pruning_config\": " + config + "}}", message);
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

  private void assertTwoPhase(TwoPhase expected, String parameter) throws IOException {
    assertEquals(
        LearnedSparseQueryBuilder.ofText(NAME, FIELD, "x", null, null, null)
            .with(new QueryOptions(null, null, null, expected)),
        parseQuery(
            "{\"learned_sparse\": {\""
                + FIELD
                + "\": {\"query_text\": \"x\", \"two_phase\": "
                + parameter
                + "}}}"));
  }

  public void testTwoPhaseIsParsedAndReachesLucene() throws IOException {
    assertTwoPhase(null, "null");
    assertTwoPhase(TwoPhase.DEFAULT, "{}");
    TwoPhase options = new TwoPhase(new Pruning(Pruning.Type.TOP_K, 3), 2, 70);
    assertTwoPhase(
        options,
        "{\"prune_type\": \"top_k\", \"prune_ratio\": 3, \"expansion_rate\": 2,"
            + " \"max_window_size\": 70}");

    SparseVector tokens = SparseVector.of(Map.of("a", 1f));
    LearnedSparseQueryBuilder query =
        LearnedSparseQueryBuilder.ofTokens(NAME, FIELD, tokens, null)
            .with(new QueryOptions(null, null, null, options));
    assertSame("the shards need it", query, query.rewrite(context(null)));
    SparseDotProductQuery lucene = (SparseDotProductQuery) query.toQuery(createShardContext());
    assertEquals(options, lucene.twoPhase());
    assertEquals(new SparseDotProductQuery(FIELD, tokens, options), lucene);
    assertNotEquals(new SparseDotProductQuery(FIELD, tokens), lucene);
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

  /** Tests of parsing and of the wire say nothing unless these differ. */
  public void testQueriesThatDifferInOneThingAreNotEqual() {
    List<LearnedSparseQueryBuilder> queries = new ArrayList<>();
    SparseVector tokens = SparseVector.of(Map.of("a", 1f));
    queries.add(LearnedSparseQueryBuilder.ofTokens(NAME, "f", tokens, null));
    queries.add(LearnedSparseQueryBuilder.ofTokens(OFFICIAL, "f", tokens, null));
    queries.add(LearnedSparseQueryBuilder.ofTokens(NAME, "g", tokens, null));
    queries.add(
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "b", null, null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", "m", null, null));
    queries.add(LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, "m", null));
    for (QueryOptions options :
        List.of(
            new QueryOptions(TokenFrequency.SET, null, null, null),
            new QueryOptions(TokenFrequency.COUNT, null, null, null),
            new QueryOptions(null, 1, null, null),
            new QueryOptions(null, 2, null, null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.4f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(6, 0.4f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.5f, false), null),
            new QueryOptions(null, null, new FrequentTokenPruning(5, 0.4f, true), null),
            new QueryOptions(null, null, null, TwoPhase.DEFAULT))) {
      queries.add(queries.getFirst().with(options));
    }
    assertEquals(queries.size(), new HashSet<>(queries).size());
  }

  public void testTheHeaviestTokensAreLookedFor() throws IOException {
    LearnedSparseQueryBuilder query =
        LearnedSparseQueryBuilder.ofTokens(
            NAME,
            FIELD,
            SparseVector.of(Map.of("d", 1f, "b", 1f, "c", 1f, "a", 3f, "e", 9f)),
            null);
    SparseVector expected = SparseVector.of(Map.of("e", 9f, "a", 3f, "b", 1f));
    FrequentTokenPruning pruning = new FrequentTokenPruning(7, 0.5f, true);
    LearnedSparseQueryBuilder rewritten =
        (LearnedSparseQueryBuilder)
            query
                .with(new QueryOptions(TokenFrequency.COUNT, 3, pruning, null))
                .rewrite(context(null));
    assertEquals(expected, rewritten.tokens());
    assertEquals(new QueryOptions(null, null, pruning, null), rewritten.options());
    assertSame(rewritten, rewritten.rewrite(context(null)));
    // Where nobody rewrites it comes to the same.
    assertEquals(
        new SparseDotProductQuery(FIELD, expected),
        query.with(new QueryOptions(null, 3, null, null)).toQuery(createShardContext()));
  }

  public void testBadRequestsAreExplained() {
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
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": \"twice\"}}",
        "[token_frequency] must be one of [set, count], got [twice]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": 2}}",
        "[token_frequency] must be one of [set, count], got [2]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"token_frequency\": {\"a\": 1}}}",
        "[token_frequency] must be one of [set, count], got [START_OBJECT]");
    assertRefused(
        "{\"f\": {\"query_tokens\": [\"a\"]}}",
        "[query_tokens] must be an object token → weight, got [START_ARRAY]");
    assertRefused(
        "{\"f\": {\"query_tokens\": {}}}", "[query_tokens] must have at least one token, got [{}]");
    assertRefused(
        "{\"f\": {\"query_text\": \"x\", \"boost\": -1}}",
        "[boost] must be finite and not negative, got [-1.0]");
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

  public void testMaxTokenScoreIsDeprecatedAndIgnored() throws IOException {
    assertEquals(
        LearnedSparseQueryBuilder.ofText(OFFICIAL, "f", "x", null, null, null),
        parseQuery(
            "{\"neural_sparse\": {\"f\": {\"query_text\": \"x\", \"max_token_score\": 3.5}}}"));
    assertWarnings(
        "Deprecated field [max_token_score] used, this field is unused and will be"
            + " removed entirely");
  }

  public void testFieldOfAnotherType() throws IOException {
    QueryShardContext context = createShardContext();
    LearnedSparseQueryBuilder query =
        LearnedSparseQueryBuilder.ofTokens(
            OFFICIAL, TEXT_FIELD_NAME, SparseVector.of(Map.of("a", 1f)), null);
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> query.toQuery(context));
    assertEquals(
        "[neural_sparse] query needs a field of type [rank_features], got [mapped_string] of type"
            + " [text]",
        e.getMessage());
  }

  /** What the first format looks like on the wire, for as long as there are nodes that send it. */
  public void testBytesOfTheFirstFormat() throws IOException {
    LearnedSparseQueryBuilder tokens =
        LearnedSparseQueryBuilder.ofTokens(
                OFFICIAL, "f", SparseVector.of(Map.of("a", 2f, ".", 0.5f)), null)
            .boost(3f)
            .queryName("n");
    assertWire("QEAAAAEBbgENbmV1cmFsX3NwYXJzZQFmAQIBYUAAAAABLj8AAAA=", tokens);
    assertWire(
        "P4AAAAABDmxlYXJuZWRfc3BhcnNlAWYAAWEBAW0A",
        LearnedSparseQueryBuilder.ofText(NAME, "f", "a", "m", null, null));
  }

  /** The second format: text and options beside the tokens. */
  public void testBytesOfTheSecondFormat() throws IOException {
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYAAQFhAAABAQ==",
        LearnedSparseQueryBuilder.ofText(NAME, "f", "a", null, null, null)
            .with(new QueryOptions(TokenFrequency.COUNT, null, null, null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAABAA==",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(new QueryOptions(TokenFrequency.SET, null, null, null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAGrAJAwAAAPsAAAAE=",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(new QueryOptions(null, 300, new FrequentTokenPruning(6, 0.375f, true), null)));
    assertWire(
        "P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAIBXRvcF9rQAgAAAAAAAA/+AAAAAAAAKwC",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .with(
                new QueryOptions(
                    null, null, null, new TwoPhase(new Pruning(Pruning.Type.TOP_K, 3), 1.5, 300))));
  }

  /** The third format: the phase of a two-phase search behind the second. */
  public void testBytesOfTheThirdFormat() throws IOException {
    assertWire(
        "P4AAAAADDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAAAAQGsAg==",
        LearnedSparseQueryBuilder.ofTokens(NAME, "f", SparseVector.of(Map.of("a", 2f)), null)
            .in(new Phase(true, 1, 300)));
  }

  public void testUnknownOptionsAreRefused() {
    byte[] bytes = Base64.getDecoder().decode("P4AAAAACDmxlYXJuZWRfc3BhcnNlAWYBAQFhQAAAAAABAA==");
    bytes[bytes.length - 2] = 64;
    IOException e =
        expectThrows(
            IOException.class, () -> new LearnedSparseQueryBuilder(StreamInput.wrap(bytes), null));
    assertEquals(
        "options [64] of a query, known here are [15]: all nodes need the same version of the"
            + " plugin",
        e.getMessage());
  }

  private static void assertWire(String base64, LearnedSparseQueryBuilder query)
      throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    query.writeTo(out);
    assertEquals(
        base64,
        Base64.getEncoder()
            .encodeToString(org.opensearch.core.common.bytes.BytesReference.toBytes(out.bytes())));
    StreamInput in = StreamInput.wrap(Base64.getDecoder().decode(base64));
    QueryBuilder read = new LearnedSparseQueryBuilder(in, null);
    assertEquals(query, read);
  }

  public void testNewerFormatIsRefused() {
    byte[] bytes = Base64.getDecoder().decode("P4AAAAABDmxlYXJuZWRfc3BhcnNlAWYAAWEBAW0A");
    bytes[5] = 4;
    IOException e =
        expectThrows(
            IOException.class, () -> new LearnedSparseQueryBuilder(StreamInput.wrap(bytes), null));
    assertEquals(
        "[learned_sparse] query of format [4], newest known here is [3]: all nodes need the same"
            + " version of the plugin",
        e.getMessage());
  }

  public void testTextBecomesTokensInTheRewrite() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      LearnedSparseQueryBuilder text =
          LearnedSparseQueryBuilder.ofText(NAME, FIELD, "a b c", "m", null, models)
              .boost(2f)
              .queryName("q");
      SparseVector expected = SparseVector.of(Map.of("a", 2f, "b", 0.5f, "c", 1f));

      // A shard can't wait: it reads the model's files itself.
      assertRewritten(expected, "m", text.rewrite(createShardContext()));
      // Loaded by now: the coordinating node has nothing to wait for.
      QueryBuilder rewritten = text.rewrite(context(null));
      assertRewritten(expected, "m", rewritten);
      assertSame(rewritten, rewritten.rewrite(context(null)));
      assertWire(
          "QAAAAAEBcQIObGVhcm5lZF9zcGFyc2UOcGFzc2FnZV9zcGFyc2UBAwFhQAAAAAFjP4AAAAFiPwAAAAEFYSBiIGMB"
              + "AW0AAA==",
          (LearnedSparseQueryBuilder) rewritten);

      LearnedSparseQueryBuilder unknown =
          LearnedSparseQueryBuilder.ofText(NAME, FIELD, "a", "x", null, models);
      ModelException e =
          expectThrows(ModelException.class, () -> unknown.rewrite(createShardContext()));
      assertEquals(
          "unknown model [x], this node has [m] in [config/neural-sparse/models]", e.getMessage());
    }
  }

  private static void assertRewritten(SparseVector tokens, String model, QueryBuilder rewritten) {
    LearnedSparseQueryBuilder query = (LearnedSparseQueryBuilder) rewritten;
    assertEquals(tokens, query.tokens());
    assertEquals(model, query.model());
    assertEquals("q", query.queryName());
    assertEquals(2f, query.boost(), 0);
  }

  /** Where nobody reads the text, the tokens travel alone, and in the first format. */
  public void testTextTravelsToThoseWhoReadIt() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      models.encode("m", "load");
      LearnedSparseQueryBuilder text =
          LearnedSparseQueryBuilder.ofText(NAME, FIELD, "a", "m", null, models);
      InnerHitBuilder inner = new InnerHitBuilder("i");
      QueryBuilder nested =
          QueryBuilders.nestedQuery("n", text, ScoreMode.Max).innerHit(new InnerHitBuilder());
      for (SearchSourceBuilder alone :
          List.of(
              source().query(text).profile(true),
              source().query(QueryBuilders.boolQuery().should(text)).explain(false),
              source().query(text).collapse(new CollapseBuilder("k")))) {
        assertTravels(null, text, alone);
      }
      for (SearchSourceBuilder read :
          List.of(
              source().query(text).explain(true),
              source().query(text).highlighter(new HighlightBuilder().field("t")),
              source().query(text).aggregation(AggregationBuilders.topHits("t")),
              source().query(text).collapse(new CollapseBuilder("k").setInnerHits(inner)),
              source().query(QueryBuilders.boolQuery().must(nested)),
              source().query(text).postFilter(nested))) {
        assertTravels("m", text, read);
      }
      LearnedSparseQueryBuilder elsewhere =
          (LearnedSparseQueryBuilder)
              text.rewrite(
                  new QueryCoordinatorContext(context(null), new ExplainRequest("index", "1")));
      assertEquals("m", elsewhere.model());
    }
  }

  public void testRepeatedWordsOfTheText() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      LearnedSparseQueryBuilder text =
          LearnedSparseQueryBuilder.ofText(NAME, FIELD, "a b a", "m", null, models);
      Map<TokenFrequency, Map<String, Float>> expected = new HashMap<>();
      expected.put(null, Map.of("a", 2f, "b", 0.5f));
      expected.put(TokenFrequency.SET, Map.of("a", 2f, "b", 0.5f));
      expected.put(TokenFrequency.COUNT, Map.of("a", 4f, "b", 0.5f));
      for (Map.Entry<TokenFrequency, Map<String, Float>> entry : expected.entrySet()) {
        LearnedSparseQueryBuilder query =
            text.with(new QueryOptions(entry.getKey(), null, null, null));
        SparseVector tokens = SparseVector.of(entry.getValue());
        LearnedSparseQueryBuilder rewritten =
            (LearnedSparseQueryBuilder) query.rewrite(createShardContext());
        assertEquals(tokens, rewritten.tokens());
        assertEquals(new SparseDotProductQuery(FIELD, tokens), query.toQuery(createShardContext()));
      }
    }
  }

  private static SearchSourceBuilder source() {
    return new SearchSourceBuilder();
  }

  private static void assertTravels(
      String model, LearnedSparseQueryBuilder text, SearchSourceBuilder source) throws IOException {
    LearnedSparseQueryBuilder rewritten =
        (LearnedSparseQueryBuilder)
            text.rewrite(
                new QueryCoordinatorContext(context(null), new SearchRequest().source(source)));
    assertEquals(source.toString(), model, rewritten.model());
    BytesStreamOutput out = new BytesStreamOutput();
    rewritten.writeTo(out);
    assertEquals(source.toString(), model == null ? 1 : 2, out.bytes().get(5));
  }

  public void testTheCoordinatingNodeDoesNotWaitForFiles() throws Exception {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      AtomicReference<Runnable> registered = new AtomicReference<>();
      LearnedSparseQueryBuilder text =
          LearnedSparseQueryBuilder.ofText(NAME, FIELD, "a", "m", null, models);
      QueryBuilder waiting = text.rewrite(context(registered));
      assertNotSame("a new object starts the action", text, waiting);
      assertEquals(text, waiting);
      assertNotNull(registered.get());
      assertSame(waiting, waiting.rewrite(context(registered)));
      // An aggregation's filter is asked again and again before the action may run.
      assertNotNull(
          AggregationBuilders.filter("f", text).rewrite(context(new AtomicReference<>())));
      assertFalse(models.isLoaded("m"));
      other.submit(() -> models.encode("m", "a")).get(30, TimeUnit.SECONDS);
      assertEquals(
          SparseVector.of(Map.of("a", 2f)),
          ((LearnedSparseQueryBuilder) waiting.rewrite(context(null))).tokens());
    } finally {
      other.shutdown();
      assertTrue(other.awaitTermination(30, TimeUnit.SECONDS));
    }
  }

  /** A coordinating node's context; registering an action fails the test when none is expected. */
  private static QueryRewriteContext context(AtomicReference<Runnable> registered) {
    return (QueryRewriteContext)
        java.lang.reflect.Proxy.newProxyInstance(
            QueryRewriteContext.class.getClassLoader(),
            new Class<?>[] {QueryRewriteContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("hasAsyncActions")) {
                return registered != null && registered.get() != null;
              }
              if (method.getName().equals("registerAsyncAction")) {
                assertNotNull("nothing to wait for", registered);
                registered.set(() -> {});
              }
              return null;
            });
  }
}
