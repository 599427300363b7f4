/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.OpenSearchException;
import org.opensearch.OpenSearchParseException;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.cluster.ClusterName;
import org.opensearch.cluster.ClusterState;
import org.opensearch.cluster.metadata.AliasMetadata;
import org.opensearch.cluster.metadata.IndexMetadata;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.metadata.Metadata;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.DisMaxQueryBuilder;
import org.opensearch.index.query.MatchAllQueryBuilder;
import org.opensearch.index.query.MatchQueryBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.search.aggregations.AggregationBuilders;
import org.opensearch.search.builder.SearchSourceBuilder;
import org.opensearch.search.collapse.CollapseBuilder;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder;
import org.opensearch.search.pipeline.SearchRequestProcessor;
import org.opensearch.search.rescore.QueryRescorerBuilder;
import org.opensearch.search.slice.SliceBuilder;
import org.opensearch.test.OpenSearchTestCase;
import org.opensearch.threadpool.TestThreadPool;
import org.opensearch.threadpool.ThreadPool;

/** The processor on requests as the search service hands them over. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class TwoPhaseProcessorTests extends OpenSearchTestCase {
  private static final String TYPE = TwoPhaseProcessor.OFFICIAL_TYPE;
  private static final SparseVector TOKENS = SparseVector.of(Map.of("a", 2f, "b", 0.5f, "c", 1f));

  /** Lighter than 0.4 of the largest weight of {@link #TOKENS}. */
  private static final SparseVector LIGHT = SparseVector.of(Map.of("b", 0.5f));

  private QueryModels models;
  private ThreadPool threadPool;
  private ClusterService clusterService;
  private final List<Runnable> forked = new ArrayList<>();

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    models =
        new QueryModels(
            Settings.builder().put("neural_sparse.default_model", "m").build(),
            new ModelCatalog(root));
    threadPool = new TestThreadPool(getTestName());
    clusterService =
        new ClusterService(
            Settings.EMPTY,
            new ClusterSettings(Settings.EMPTY, ClusterSettings.BUILT_IN_CLUSTER_SETTINGS),
            threadPool);
    clusterService
        .getClusterApplierService()
        .setInitialState(
            ClusterState.builder(new ClusterName("test"))
                .metadata(
                    Metadata.builder()
                        .put(index("small", Settings.builder().put("index.max_rescore_window", 30)))
                        .put(
                            index("usual", Settings.builder())
                                .putAlias(
                                    AliasMetadata.builder("some").filter("{\"term\":{\"f\":1}}"))
                                .putAlias(AliasMetadata.builder("all")))
                        .put(
                            index(
                                "large",
                                Settings.builder().put("index.max_result_window", 50_000))))
                .build());
  }

  private static IndexMetadata.Builder index(String name, Settings.Builder settings) {
    return IndexMetadata.builder(name)
        .settings(settings(org.opensearch.Version.CURRENT).put(settings.build()))
        .numberOfShards(1)
        .numberOfReplicas(0);
  }

  @Override
  public void tearDown() throws Exception {
    models.close();
    terminate(threadPool);
    super.tearDown();
  }

  private SearchRequestProcessor processor(Map<String, Object> config) throws Exception {
    RescoreLimit limit =
        new RescoreLimit(
            clusterService,
            new IndexNameExpressionResolver(new ThreadContext(Settings.EMPTY)),
            new NamedWriteableRegistry(List.of()));
    Map<String, Object> left = new HashMap<>(config);
    SearchRequestProcessor processor =
        new TwoPhaseProcessor.Factory(TYPE, () -> limit, forked::add)
            .create(Map.of(), "tag", "description", false, left, null);
    assertEquals("everything is read", Map.of(), left);
    return processor;
  }

  private SearchSourceBuilder process(SearchRequest request) throws Exception {
    return processor(Map.of()).processRequest(request).source();
  }

  private LearnedSparseQueryBuilder text(String text) {
    return LearnedSparseQueryBuilder.ofText(
        LearnedSparseQueryBuilder.NAME, "f", text, null, null, models);
  }

  private LearnedSparseQueryBuilder tokens(SparseVector tokens) {
    return LearnedSparseQueryBuilder.ofTokens(LearnedSparseQueryBuilder.NAME, "f", tokens, models);
  }

  private static SearchRequest search(QueryBuilder query) {
    return new SearchRequest("usual").source(new SearchSourceBuilder().query(query));
  }

  /** Two of three tokens are heavy. */
  private LearnedSparseQueryBuilder first() {
    return tokens(TOKENS).in(new Phase(false, 2, 10));
  }

  private LearnedSparseQueryBuilder second(int wanted) {
    return tokens(TOKENS).in(new Phase(true, 2, wanted));
  }

  private static QueryRescorerBuilder rescore(QueryBuilder query, int window) {
    QueryRescorerBuilder rescorer = new QueryRescorerBuilder(query);
    rescorer.windowSize(window);
    return rescorer;
  }

  /** Shards prune by weights: a split would change which tokens they leave out. */
  public void testOptionsOfTheQueryComeFirst() throws Exception {
    FrequentTokenPruning pruning = FrequentTokenPruning.DEFAULT;
    assertWhole(
        request ->
            request
                .source()
                .query(tokens(TOKENS).with(new QueryOptions(null, null, pruning, null))));
    // Of two tokens, b is not there.
    assertWhole(
        request ->
            request.source().query(text("a b c").with(new QueryOptions(null, 2, null, null))));
    // c twice is 2, as a is; b is light.
    QueryOptions count = new QueryOptions(TokenFrequency.COUNT, null, null, null);
    SearchSourceBuilder source = process(search(text("a b c c").with(count)));
    SparseVector counted = SparseVector.of(Map.of("a", 2f, "c", 2f, "b", 0.5f));
    assertEquals(tokens(counted).in(new Phase(false, 2, 10)), source.query());
    assertEquals(
        List.of(rescore(tokens(counted).in(new Phase(true, 2, 10)), 50)), source.rescores());
  }

  public void testTextAndTokensAreSplit() throws Exception {
    for (QueryBuilder query : List.of(text("a b c").boost(2), tokens(TOKENS).boost(2))) {
      SearchRequest request = search(query);
      SearchSourceBuilder before = request.source();
      String unchanged = before.toString();
      SearchSourceBuilder source = process(request);
      assertEquals(first().boost(2), source.query());
      assertEquals(List.of(rescore(second(10).boost(2), 50)), source.rescores());
      assertNotSame(before, source);
      assertEquals("the user's own source stays", unchanged, before.toString());
    }
  }

  public void testShouldClausesAreSplit() throws Exception {
    BoolQueryBuilder inner =
        new BoolQueryBuilder().should(tokens(TOKENS).boost(3)).filter(new MatchAllQueryBuilder());
    BoolQueryBuilder query =
        new BoolQueryBuilder()
            .must(tokens(TOKENS))
            .mustNot(tokens(LIGHT))
            .should(tokens(TOKENS))
            .should(inner.boost(5))
            .should(new DisMaxQueryBuilder().add(tokens(TOKENS)))
            .minimumShouldMatch(0)
            .boost(2);
    BoolQueryBuilder firstInner =
        new BoolQueryBuilder().should(first().boost(3)).filter(new MatchAllQueryBuilder());
    SearchSourceBuilder source = process(search(query));
    assertEquals(
        new BoolQueryBuilder()
            .must(tokens(TOKENS))
            .mustNot(tokens(LIGHT))
            .should(first())
            .should(firstInner.boost(5))
            .should(new DisMaxQueryBuilder().add(tokens(TOKENS)))
            .minimumShouldMatch(0)
            .boost(2),
        source.query());
    assertEquals(
        List.of(
            rescore(
                new BoolQueryBuilder()
                    .should(second(10).boost(2))
                    .should(
                        new BoolQueryBuilder()
                            .must(new BoolQueryBuilder().should(second(10).boost(30)))
                            .filter(new MatchAllQueryBuilder())),
                50)),
        source.rescores());
  }

  private void assertWhole(Consumer<SearchRequest> change) throws Exception {
    SearchRequest request = search(tokens(TOKENS));
    change.accept(request);
    SearchSourceBuilder before = request.source();
    assertSame(before, process(request));
  }

  public void testWhatTwoPhasesCannotDoIsLeftWhole() throws Exception {
    assertWhole(request -> request.scroll(TimeValue.timeValueMinutes(1)));
    assertWhole(request -> request.source().query(null));
    assertWhole(request -> request.source().size(0));
    assertWhole(request -> request.source().sort("_score"));
    assertWhole(request -> request.source().sort("f").searchAfter(new Object[] {1}));
    assertWhole(request -> request.source().collapse(new CollapseBuilder("f")));
    assertWhole(request -> request.source().minScore(0.1f));
    assertWhole(request -> request.source().aggregation(AggregationBuilders.topHits("t")));
    assertWhole(request -> request.source().postFilter(new MatchAllQueryBuilder()));
    assertWhole(request -> request.source().slice(new SliceBuilder(0, 2)));
    assertWhole(request -> request.indices("some"));
    assertWhole(request -> request.indices("so*", "small"));
    assertWhole(request -> request.source().trackTotalHits(true));
    assertWhole(request -> request.source().indexBoost("usual", 2));
    assertWhole(
        request ->
            request
                .source()
                .query(new BoolQueryBuilder().should(tokens(TOKENS)).mustNot(tokens(LIGHT))));
    for (String least : List.of("1", "2", "50%", "-1")) {
      assertWhole(
          request ->
              request
                  .source()
                  .query(
                      new BoolQueryBuilder()
                          .should(tokens(TOKENS))
                          .filter(new MatchAllQueryBuilder())
                          .minimumShouldMatch(least)));
    }
    assertWhole(request -> request.source().query(tokens(TOKENS).queryName("n")));
    assertWhole(
        request ->
            request
                .source()
                .query(
                    new BoolQueryBuilder()
                        .should(tokens(TOKENS))
                        .filter(
                            new BoolQueryBuilder()
                                .must(new MatchAllQueryBuilder().queryName("n")))));
    assertWhole(request -> request.source().query(new BoolQueryBuilder().must(tokens(TOKENS))));
    assertWhole(request -> request.source().query(new DisMaxQueryBuilder().add(tokens(TOKENS))));
    assertWhole(request -> request.source().query(tokens(SparseVector.of(Map.of("a", 1f)))));
    assertWhole(request -> request.source().query(text(" ")));
    assertWhole(
        request ->
            request
                .source()
                .query(new BoolQueryBuilder().should(tokens(TOKENS).boost(1e30f)).boost(1e30f)));
    assertWhole(request -> request.source().from(9_000).size(1_001));
    assertWhole(request -> request.source().from(Integer.MAX_VALUE).size(1_001));
    assertWhole(request -> request.indices("small").source().size(31));
    assertWhole(
        request -> request.source().addRescorer(rescore(new MatchAllQueryBuilder(), 10_001)));
    SearchRequest request = search(tokens(TOKENS));
    SearchSourceBuilder before = request.source();
    assertSame(before, processor(Map.of("enabled", false)).processRequest(request).source());
  }

  private int window(Consumer<SearchRequest> change) throws Exception {
    SearchRequest request = search(tokens(TOKENS));
    change.accept(request);
    return process(request).rescores().getFirst().windowSize();
  }

  public void testWindowCountsFromAndIsCapped() throws Exception {
    assertEquals(50, window(request -> {}));
    assertEquals(5 * 27, window(request -> request.source().from(20).size(7)));
    assertEquals(10_000, window(request -> request.source().size(2_001)));
    assertEquals(10_000, window(request -> request.indices("large").source().size(10_000)));
    assertEquals(30, window(request -> request.indices("small")));
    assertEquals(30, window(request -> request.indices("*")));
    assertEquals(30, window(request -> request.indices("usual", "sm*", "other:index")));
    assertEquals(50, window(request -> request.indices("all")));
    assertEquals(50, window(request -> request.indices("some", "usual")));
    assertEquals(50, window(request -> request.indices("other:index")));
    assertEquals(50, window(request -> request.indices("missing")));
    assertEquals(50, window(request -> request.indices("_bad name")));
  }

  public void testOwnRescoresComeSecond() throws Exception {
    QueryRescorerBuilder own = new QueryRescorerBuilder(new MatchAllQueryBuilder());
    SearchRequest request = search(tokens(TOKENS));
    request.source().size(1).addRescorer(own).addRescorer(rescore(new MatchAllQueryBuilder(), 700));
    assertEquals(
        List.of(rescore(second(700), 700), own, rescore(new MatchAllQueryBuilder(), 700)),
        process(request).rescores());
    request = search(tokens(TOKENS));
    request.source().size(1).addRescorer(own);
    assertEquals(List.of(rescore(second(10), 10), own), process(request).rescores());
    assertEquals(1, request.source().size());
  }

  public void testHighlightsAreOfTheWholeQuery() throws Exception {
    SearchRequest request = search(text("a b c"));
    request.source().highlighter(new HighlightBuilder().field("f").fragmentSize(7));
    SearchSourceBuilder source = process(request);
    assertEquals(
        new HighlightBuilder().field("f").fragmentSize(7).highlightQuery(text("a b c")),
        source.highlighter());
    assertEquals("m", ((LearnedSparseQueryBuilder) source.query()).model());

    request = search(text("a b c"));
    HighlightBuilder own =
        new HighlightBuilder().field("f").highlightQuery(new MatchQueryBuilder("f", "x"));
    request.source().highlighter(own);
    assertSame(own, process(request).highlighter());
  }

  public void testFilesAreReadElsewhere() throws Exception {
    SearchRequest request = search(text("a b c"));
    AtomicReference<SearchRequest> answer = new AtomicReference<>();
    ActionListener<SearchRequest> listener =
        ActionListener.wrap(answer::set, e -> fail(e.toString()));
    processor(Map.of()).processRequestAsync(request, null, listener);
    assertNull("files are not read on the caller's thread", answer.get());
    assertFalse(models.isLoaded("m"));
    forked.removeFirst().run();
    assertSame("the pipeline goes on with its own object", request, answer.get());
    assertEquals(first(), answer.get().source().query());

    answer.set(null);
    processor(Map.of()).processRequestAsync(search(text("a b c")), null, listener);
    assertEquals(first(), answer.get().source().query());
    assertEquals(List.of(), forked);
  }

  public void testMissingModelsFailTheRequest() throws Exception {
    LearnedSparseQueryBuilder unknown =
        LearnedSparseQueryBuilder.ofText(
            LearnedSparseQueryBuilder.NAME, "f", "a", "x", null, models);
    AtomicReference<Exception> failure = new AtomicReference<>();
    ActionListener<SearchRequest> listener =
        ActionListener.wrap(r -> fail("no answer is due"), failure::set);
    SearchRequest request = search(unknown);
    SearchSourceBuilder before = request.source();
    processor(Map.of()).processRequestAsync(request, null, listener);
    forked.removeFirst().run();
    assertEquals(ModelException.class, failure.get().getClass());
    assertEquals(
        "unknown model [x], this node has [m] in [config/neural-sparse/models]",
        failure.get().getMessage());
    assertSame("a pipeline may ignore the failure and go on", before, request.source());

    LearnedSparseQueryBuilder analyzer =
        LearnedSparseQueryBuilder.ofText(
            LearnedSparseQueryBuilder.NAME, "f", "a", null, "english", models);
    failure.set(null);
    processor(Map.of()).processRequestAsync(search(analyzer), null, listener);
    assertEquals(ModelException.class, failure.get().getClass());
  }

  private void assertRefused(Map<String, Object> config, String message) {
    OpenSearchException e = expectThrows(OpenSearchParseException.class, () -> processor(config));
    assertEquals(message, e.getMessage());
    assertEquals(400, e.status().getStatus());
  }

  public void testBadOptionsAreExplained() {
    assertRefused(Map.of("enabled", "yes"), "[enabled] must be true or false, got [yes]");
    assertRefused(
        Map.of("two_phase_parameter", 3), "[two_phase_parameter] must be an object, got [3]");
    assertRefused(
        Map.of("two_phase_parameter", Map.of("window", 3)),
        "[two_phase_parameter] does not know [window], it takes [prune_type, prune_ratio,"
            + " expansion_rate, max_window_size]");
    assertRefused(
        Map.of("two_phase_parameter", Map.of("expansion_rate", 0.5)),
        "[two_phase_parameter.expansion_rate] must be a finite number from 1, got [0.5]");
  }
}
