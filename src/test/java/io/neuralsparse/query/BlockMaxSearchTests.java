/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.blockmax.BlockMaxSearch;
import io.neuralsparse.query.blockmax.BlockMaximaCache;
import io.neuralsparse.query.blockmax.BlockMaximaStats;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.NoopCircuitBreaker;
import org.opensearch.test.OpenSearchTestCase;

/**
 * The hits through block maxima against those of a search that scores every document by the
 * definition, over random corpora, queries and options. {@code -Dfuzz.cases} says how many
 * searches, {@code -Dfuzz.seed} repeats those of one corpus.
 */
public class BlockMaxSearchTests extends OpenSearchTestCase {
  private static final int QUERIES = 25;
  private static final int SEARCHES = 12;
  private static final String[] CACHE_SIZES = {"0b", "3kb", "64mb", "64mb", "64mb"};

  private ExecutorService threads;
  private int searches;
  private int counted;
  private int ours;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    threads = Executors.newFixedThreadPool(3);
  }

  @Override
  public void tearDown() throws Exception {
    threads.shutdown();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    super.tearDown();
  }

  public void testHitsAreThoseOfTheDefinition() throws IOException {
    Long one = Long.getLong("fuzz.seed");
    int cases = one != null ? 1 : Integer.getInteger("fuzz.cases", 20_000);
    while (searches < cases) {
      searchCorpus(one != null ? one : randomLong());
    }
    logger.info("{} searches, {} by score alone, {} with all maxima", searches, counted, ours);
    if (one == null) {
      assertTrue(ours + " of " + counted, ours > counted / 2);
    }
  }

  private void searchCorpus(long seed) throws IOException {
    Random random = new Random(seed);
    FuzzCorpus corpus = new FuzzCorpus(random);
    Settings settings =
        Settings.builder()
            .put("neural_sparse.block_max.min_documents", 0)
            .put("neural_sparse.block_max.min_postings", 0)
            .put(
                "neural_sparse.block_max.cache_size",
                CACHE_SIZES[random.nextInt(CACHE_SIZES.length)])
            .build();
    NoopCircuitBreaker breaker = new NoopCircuitBreaker("test");
    try (FuzzIndex index = new FuzzIndex(corpus, random);
        BlockMaximaCache cache = new BlockMaximaCache(settings, Runnable::run, () -> breaker)) {
      for (int query = 0; query < QUERIES; query++) {
        String name = "-Dfuzz.seed=" + seed + ": " + corpus + ", " + index + ", query " + query;
        searchQuery(index, corpus, cache, random, name);
      }
    }
  }

  private void searchQuery(
      FuzzIndex index, FuzzCorpus corpus, BlockMaximaCache cache, Random random, String name)
      throws IOException {
    SparseVector tokens = corpus.query();
    float boost = random.nextBoolean() ? 1 : corpus.boost();
    FuzzOracle oracle = new FuzzOracle(index.scores(tokens, boost), corpus);
    if (random.nextInt(20) == 0) {
      cache.clear();
    }
    for (int i = 0; i < SEARCHES; i++) {
      FuzzCase search = new FuzzCase(index, random, oracle.matches());
      SparseDotProductQuery query = new SparseDotProductQuery(FuzzIndex.FIELD, tokens);
      query.through(new BlockMaxSearch(cache, search.topHits(), search.costs()));
      BlockMaximaStats before = cache.stats();
      List<ScoreDoc> skipped = new ArrayList<>();
      try {
        TopDocs found = search.run(query, boost, threads, skipped);
        oracle.check(search, skipped, found);
      } catch (AssertionError | RuntimeException e) {
        String what = name + ", search " + i + ": " + search + ", boost " + boost + ", " + tokens;
        throw new AssertionError(what + ": " + e, e);
      }
      count(before, cache.stats());
    }
  }

  private void count(BlockMaximaStats before, BlockMaximaStats after) {
    searches++;
    if (after.hits() + after.misses() > before.hits() + before.misses()) {
      counted++;
      ours += after.misses() == before.misses() ? 1 : 0;
    }
  }
}
