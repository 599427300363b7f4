/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.indices.breaker.HierarchyCircuitBreakerService;
import org.opensearch.test.OpenSearchTestCase;

/** What the cache keeps, for how long, and what the breaker knows of it; with a real breaker. */
public class BlockMaximaCacheTests extends OpenSearchTestCase {
  private static final String FIELD = "v";
  private static final int TOKENS = 20;
  private static final int DOCUMENTS = 1600;

  /**
   * A token in each document: a byte and eight bits for each eighth document, and what is around.
   */
  private static final long BYTES = 256 + 32 + 2 * (16 + DOCUMENTS / 8);

  private final Directory directory = new ByteBuffersDirectory();
  private DirectoryReader reader;
  private CircuitBreaker breaker;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    reader = index(directory);
    breaker = breaker(Settings.EMPTY);
  }

  @Override
  public void tearDown() throws Exception {
    reader.close();
    directory.close();
    super.tearDown();
  }

  private static DirectoryReader index(Directory in) throws IOException {
    try (IndexWriter writer = new IndexWriter(in, new IndexWriterConfig())) {
      for (int doc = 0; doc < DOCUMENTS; doc++) {
        Document document = new Document();
        for (int token = 0; token < TOKENS; token++) {
          document.add(new FeatureField(FIELD, "t" + token, 1 + token));
        }
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    return DirectoryReader.open(in);
  }

  private static CircuitBreaker breaker(Settings settings) {
    return new HierarchyCircuitBreakerService(
            settings,
            List.of(BlockMaximaSettings.breaker(settings)),
            new ClusterSettings(settings, ClusterSettings.BUILT_IN_CLUSTER_SETTINGS))
        .getBreaker("neural_sparse");
  }

  private static Settings size(long bytes) {
    return Settings.builder()
        .put(BlockMaximaSettings.CACHE_SIZE.getKey(), bytes + "b")
        .put(BlockMaximaSettings.MIN_DOCUMENTS.getKey(), 10)
        .build();
  }

  private BlockMaximaCache cache(Settings settings, Executor executor) {
    return new BlockMaximaCache(settings, executor, () -> breaker);
  }

  private LeafReader segment() {
    return reader.leaves().get(0).reader();
  }

  private void makeAll(BlockMaximaCache cache, int from, int to) {
    for (int token = from; token < to; token++) {
      cache.order(segment(), FIELD, "t" + token);
      cache.order(segment(), FIELD, "t" + token);
    }
  }

  private void assertHolds(BlockMaximaCache cache, long terms) {
    assertEquals(terms, cache.stats().terms());
    assertEquals(terms * BYTES, cache.stats().bytes());
    assertEquals(terms * BYTES, breaker.getUsed());
  }

  public void testMaximaAreMadeAtTheSecondRequest() {
    BlockMaximaCache cache = cache(size(1 << 20), Runnable::run);
    assertNull(cache.get(segment(), FIELD, "t3"));
    cache.order(segment(), FIELD, "t3");
    assertHolds(cache, 0);
    cache.order(segment(), FIELD, "t4");
    assertHolds(cache, 0);
    cache.order(segment(), FIELD, "t3");
    assertHolds(cache, 1);
    assertEquals(4f, cache.get(segment(), FIELD, "t3").largest(), 0);
    assertEquals(new BlockMaximaStats(1, BYTES, 1 << 20, 1, 1, 0, 1, 0), cache.stats());
  }

  public void testRareTermsAreMadeAtOnce() throws IOException {
    BlockMaximaCache cache = cache(size(1 << 20), task -> fail("not in the background"));
    assertEquals(8f, cache.make(segment(), FIELD, "t7").largest(), 0);
    assertHolds(cache, 1);
    assertNull(cache.make(segment(), FIELD, "nowhere"));
    assertNull(cache.make(segment(), "nowhere", "t7"));
    assertHolds(cache, 1);
    // Made again it takes no more.
    assertEquals(8f, cache.make(segment(), FIELD, "t7").largest(), 0);
    assertHolds(cache, 1);
  }

  public void testTheLeastRecentlyUsedGoFirst() {
    BlockMaximaCache cache = cache(size(4 * BYTES + 200), Runnable::run);
    makeAll(cache, 0, 4);
    assertHolds(cache, 4);
    assertNotNull(cache.get(segment(), FIELD, "t0"));
    makeAll(cache, 4, 6);
    assertEquals(2, cache.stats().evictions());
    assertHolds(cache, 4);
    for (String token : List.of("t1", "t2")) {
      assertNull(cache.get(segment(), FIELD, token));
    }
    for (String token : List.of("t0", "t3", "t4", "t5")) {
      assertNotNull(cache.get(segment(), FIELD, token));
    }
  }

  public void testWhatDoesNotFitAtAllIsNotMade() {
    BlockMaximaCache cache = cache(size(BYTES - 1), Runnable::run);
    makeAll(cache, 0, 2);
    assertEquals(new BlockMaximaStats(0, 0, BYTES - 1, 0, 0, 0, 0, 2), cache.stats());
    assertHolds(cache, 0);
  }

  public void testMaximaGoWithTheirSegment() throws IOException {
    BlockMaximaCache cache = cache(size(1 << 20), Runnable::run);
    makeAll(cache, 0, TOKENS);
    assertHolds(cache, TOKENS);
    LeafReader closed = segment();
    reader.close();
    assertHolds(cache, 0);
    assertEquals(0, cache.stats().evictions());
    // What is ordered of it later isn't made.
    cache.order(closed, FIELD, "t0");
    cache.order(closed, FIELD, "t0");
    assertHolds(cache, 0);
  }

  public void testWhatWaitsDoesNotKeepASegmentOpen() throws IOException {
    Deque<Runnable> queue = new ArrayDeque<>();
    BlockMaximaCache cache = cache(size(1 << 20), queue::add);
    makeAll(cache, 0, 3);
    assertEquals(3, queue.size());
    makeAll(cache, 0, 3);
    assertEquals("ordered once", 3, queue.size());
    queue.remove().run();
    assertHolds(cache, 1);
    LeafReader closed = segment();
    reader.close();
    assertEquals(0, closed.getRefCount());
    queue.forEach(Runnable::run);
    assertHolds(cache, 0);
    assertEquals(1, cache.stats().builds());
  }

  public void testSwitchedOffItIsEmptyAndStaysSo() throws IOException {
    ClusterSettings cluster =
        new ClusterSettings(size(1 << 20), java.util.Set.copyOf(BlockMaximaSettings.all()));
    Deque<Runnable> queue = new ArrayDeque<>();
    BlockMaximaCache cache = cache(size(1 << 20), queue::add);
    cache.follow(cluster);
    makeAll(cache, 0, 5);
    queue.remove().run();
    assertHolds(cache, 1);
    assertTrue(cache.isFor(10));
    cluster.applySettings(
        Settings.builder()
            .put(size(1 << 20))
            .put(BlockMaximaSettings.ENABLED.getKey(), false)
            .build());
    assertFalse(cache.isFor(10));
    assertHolds(cache, 0);
    queue.forEach(Runnable::run);
    cache.make(segment(), FIELD, "t9");
    assertHolds(cache, 0);
    queue.clear();
    cluster.applySettings(size(1 << 20));
    makeAll(cache, 0, 5);
    queue.forEach(Runnable::run);
    assertHolds(cache, 5);
    cache.clear();
    assertHolds(cache, 0);
    queue.clear();
    makeAll(cache, 0, 5);
    queue.forEach(Runnable::run);
    assertHolds(cache, 5);
    cache.close();
    assertHolds(cache, 0);
  }

  public void testTheSizeCanBeChanged() {
    ClusterSettings cluster =
        new ClusterSettings(size(1 << 20), java.util.Set.copyOf(BlockMaximaSettings.all()));
    BlockMaximaCache cache = cache(size(1 << 20), Runnable::run);
    cache.follow(cluster);
    makeAll(cache, 0, TOKENS);
    assertHolds(cache, TOKENS);
    cluster.applySettings(size(3 * BYTES));
    assertHolds(cache, 3);
    assertNotNull(cache.get(segment(), FIELD, "t" + (TOKENS - 1)));
    cluster.applySettings(size(0));
    assertHolds(cache, 0);
    makeAll(cache, 0, 2);
    assertHolds(cache, 0);
  }

  public void testWhatTheBreakerRefusesIsNotMade() {
    breaker = breaker(Settings.builder().put("breaker.neural_sparse.limit", "0b").build());
    BlockMaximaCache cache = cache(size(1 << 20), Runnable::run);
    makeAll(cache, 0, 3);
    assertEquals(new BlockMaximaStats(0, 0, 1 << 20, 0, 0, 0, 0, 3), cache.stats());
    assertHolds(cache, 0);
  }

  /** A breaker below the cache's size doesn't freeze what is in. */
  public void testTheBreakersLimitBoundsTheCache() {
    long limit = 4 * BYTES + 200;
    breaker = breaker(Settings.builder().put("breaker.neural_sparse.limit", limit + "b").build());
    BlockMaximaCache cache = cache(size(1 << 20), Runnable::run);
    makeAll(cache, 0, TOKENS);
    assertHolds(cache, 4);
    assertNotNull(cache.get(segment(), FIELD, "t" + (TOKENS - 1)));
    assertEquals(0, breaker.getTrippedCount());
  }

  public void testAFullQueueIsNoError() {
    BlockMaximaCache cache =
        cache(
            size(1 << 20),
            task -> {
              throw new RejectedExecutionException("full");
            });
    makeAll(cache, 0, 3);
    assertEquals(3, cache.stats().refusals());
    assertHolds(cache, 0);
  }

  public void testManyThreadsLeaveNothingBehind() throws Exception {
    BlockMaximaCache cache;
    ExecutorService builder = Executors.newFixedThreadPool(2);
    ExecutorService queries = Executors.newFixedThreadPool(4);
    try {
      cache = cache(size(6 * BYTES), builder);
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(randomLong());
        running.add(queries.submit(() -> use(cache, random)));
      }
      for (Future<?> query : running) {
        query.get(60, TimeUnit.SECONDS);
      }
    } finally {
      queries.shutdown();
      builder.shutdown();
      assertTrue(queries.awaitTermination(60, TimeUnit.SECONDS));
      assertTrue(builder.awaitTermination(60, TimeUnit.SECONDS));
    }
    BlockMaximaStats stats = cache.stats();
    assertTrue(stats.toString(), stats.evictions() > 0 && stats.hits() > 0);
    assertTrue(stats.toString(), stats.bytes() <= stats.limit());
    assertHolds(cache, stats.terms());
    reader.close();
    assertHolds(cache, 0);
  }

  /** Asks for terms of the common segment, and of others that are closed while maxima are made. */
  private Void use(BlockMaximaCache cache, Random random) throws IOException {
    for (int round = 0; round < 20; round++) {
      try (DirectoryReader other = DirectoryReader.open(directory)) {
        LeafReader its = other.leaves().get(0).reader();
        for (int i = 0; i < 200; i++) {
          LeafReader from = random.nextBoolean() ? its : segment();
          String token = "t" + random.nextInt(TOKENS);
          if (cache.get(from, FIELD, token) != null) {
            continue;
          }
          if (random.nextInt(8) == 0) {
            cache.make(from, FIELD, token);
          } else {
            cache.order(from, FIELD, token);
          }
          if (random.nextInt(500) == 0) {
            cache.clear();
          }
          assertTrue(cache.stats().bytes() <= 6 * BYTES);
        }
      }
    }
    return null;
  }

  public void testBadSettingsAreExplained() {
    for (String bad : List.of("-1", "-1b")) {
      Settings settings =
          Settings.builder().put(BlockMaximaSettings.CACHE_SIZE.getKey(), bad).build();
      Exception e =
          expectThrows(
              IllegalArgumentException.class, () -> BlockMaximaSettings.CACHE_SIZE.get(settings));
      assertEquals(
          "[neural_sparse.block_max.cache_size] must be 0 or more, got [" + bad + "]",
          e.getMessage());
    }
    Settings settings =
        Settings.builder().put(BlockMaximaSettings.MIN_DOCUMENTS.getKey(), -1).build();
    Exception e =
        expectThrows(
            IllegalArgumentException.class, () -> BlockMaximaSettings.MIN_DOCUMENTS.get(settings));
    assertEquals(
        "Failed to parse value [-1] for setting [neural_sparse.block_max.min_documents] must be >="
            + " 0",
        e.getMessage());
  }
}
