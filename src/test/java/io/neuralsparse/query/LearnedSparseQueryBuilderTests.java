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
import java.util.Collection;
import java.util.HashMap;
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
              : new SparseDotProductQuery(FIELD, selected),
          withoutBoost(query));
    }
  }

  private static Query withoutBoost(Query query) {
    return query instanceof BoostQuery boosted ? boosted.getQuery() : query;
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

  public void testTwoPhaseIsParsedAndChangesNothing() throws IOException {
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
    assertSame(query, query.rewrite(context(null)));
    assertEquals(new SparseDotProductQuery(FIELD, tokens), query.toQuery(createShardContext()));
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
      QueryFormatTests.assertWire(
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
