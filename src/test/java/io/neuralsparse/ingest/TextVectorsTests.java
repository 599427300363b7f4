/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.TestModels;
import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.action.support.PlainActionFuture;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.NoopCircuitBreaker;
import org.opensearch.test.OpenSearchTestCase;
import org.opensearch.threadpool.TestThreadPool;
import org.opensearch.threadpool.ThreadPool;

/** Texts that are encoded once, on a real model and a real pool. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class TextVectorsTests extends OpenSearchTestCase {
  private Path folders;
  private ThreadPool threadPool;
  private DocumentModels models;
  private TextVectors vectors;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    folders = createTempDir().resolve("models");
    TestModels.small(folders, "m");
    Settings settings =
        Settings.builder()
            .put("neural_sparse.default_model", "m")
            .put("neural_sparse.encoding.size", 1)
            .build();
    threadPool =
        new TestThreadPool(getTestName(), settings, DocumentModels.executorBuilder(settings));
    models = new DocumentModels(settings, new ModelCatalog(folders), () -> threadPool);
    vectors = vectors("1mb", new NoopCircuitBreaker("test"));
  }

  @Override
  public void tearDown() throws Exception {
    models.close();
    ThreadPool.terminate(threadPool, 30, TimeUnit.SECONDS);
    super.tearDown();
  }

  private TextVectors vectors(String cacheSize, CircuitBreaker breaker) {
    return new TextVectors(
        Settings.builder().put("neural_sparse.encoding.cache_size", cacheSize).build(),
        models,
        () -> breaker,
        () -> threadPool.getThreadContext());
  }

  private PlainActionFuture<List<SparseVector>> get(String... texts) {
    PlainActionFuture<List<SparseVector>> future = PlainActionFuture.newFuture();
    vectors.get(new EncodingRequest("m", List.of(texts), LongText.WINDOWS), future);
    return future;
  }

  private void assertCounts(long hits, long misses, long shared, long joined) {
    Map<String, Long> counts = vectors.statistics();
    assertEquals(
        List.of(hits, misses, shared, joined),
        List.of(
            counts.get("hits"), counts.get("misses"), counts.get("shared"), counts.get("joined")));
  }

  public void testTextsOfARequestAreEncodedOnce() {
    List<SparseVector> found = get("b", "a b", "b", "", "b").actionGet();
    assertEquals(5, found.size());
    assertEquals(SparseVector.of(Map.of("b", 2 / 1.75f)), found.get(0));
    assertEquals(found.get(0), found.get(2));
    assertEquals(found.get(0), found.get(4));
    assertEquals(Set.of("a", "b"), found.get(1).toMap().keySet());
    assertEquals(SparseVector.EMPTY, found.get(3));
    assertCounts(0, 3, 2, 0);
    assertEquals(found, get("b", "a b", "b", "", "b").actionGet());
    assertCounts(3, 3, 4, 0);
    assertEquals(3, vectors.statistics().get("entries").longValue());
  }

  public void testTextsThatAreUnderWayAreEncodedOnce() throws Exception {
    CountDownLatch release = holdThePool();
    PlainActionFuture<List<SparseVector>> first = get("a", "b");
    List<PlainActionFuture<List<SparseVector>>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(get("c", "b", "a", "b"));
    }
    release.countDown();
    List<SparseVector> expected = first.actionGet();
    for (PlainActionFuture<List<SparseVector>> other : others) {
      List<SparseVector> found = other.actionGet();
      assertEquals(expected.get(0), found.get(2));
      assertEquals(expected.get(1), found.get(1));
      assertEquals(SparseVector.of(Map.of("c", 2 / 1.75f)), found.get(0));
    }
    assertCounts(0, 62, 20, 59);
  }

  /** Without a cache, too. */
  public void testTheFailureOfOneRequestIsNoneOfAnother() throws Exception {
    vectors = vectors("0b", new NoopCircuitBreaker("test"));
    CountDownLatch release = holdThePool();
    PlainActionFuture<List<SparseVector>> broken = PlainActionFuture.newFuture();
    vectors.get(new EncodingRequest("later", List.of("a"), LongText.WINDOWS), broken);
    PlainActionFuture<List<SparseVector>> waiting = PlainActionFuture.newFuture();
    vectors.get(new EncodingRequest("later", List.of("a", "b"), LongText.WINDOWS), waiting);
    release.countDown();
    expectThrows(ModelException.class, broken::actionGet);
    expectThrows(ModelException.class, waiting::actionGet);
    TestModels.small(folders, "later");
    PlainActionFuture<List<SparseVector>> mended = PlainActionFuture.newFuture();
    vectors.get(new EncodingRequest("later", List.of("a"), LongText.WINDOWS), mended);
    assertEquals(List.of(SparseVector.of(Map.of("a", 2 / 1.75f))), mended.actionGet());
    assertEquals(0, vectors.statistics().get("entries").longValue());
  }

  private CountDownLatch holdThePool() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    threadPool
        .executor(DocumentModels.THREAD_POOL)
        .execute(
            () -> {
              running.countDown();
              try {
                release.await(30, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertTrue(running.await(30, TimeUnit.SECONDS));
    return release;
  }

  public void testTheCacheStaysWithinItsSizeAndTheBreaker() {
    Breaker breaker = new Breaker(1000);
    VectorCache cache = new VectorCache(900, () -> breaker);
    TextKey.Maker keys = new TextKey.Maker("m", 1, LongText.WINDOWS);
    SparseVector vector = SparseVector.of(Map.of("a", 1f, "b", 2f)); // 216 bytes
    for (int i = 0; i < 10; i++) {
      cache.put(keys.key("text " + i), vector);
      assertTrue(cache.statistics().toString(), breaker.used <= 900 + 216);
    }
    assertEquals(4, cache.statistics().get("entries").longValue());
    assertEquals(6, cache.statistics().get("evictions").longValue());
    assertEquals(4 * 216, breaker.used);
    assertEquals(4 * 216, cache.statistics().get("memory_size_in_bytes").longValue());
    assertEquals(vector, cache.get(keys.key("text 9")));
    assertNull(cache.get(keys.key("text 0")));
    breaker.limit = 1;
    cache.put(keys.key("more"), vector);
    assertNull(cache.get(keys.key("more")));
    assertEquals(1, cache.statistics().get("refusals").longValue());
    cache.clear();
    assertEquals(0, breaker.used);
  }

  public void testKeysTellTextsAndWaysOfReadingApart() {
    Set<TextKey> keys = new HashSet<>();
    int made = 0;
    for (String model : List.of("m", "n")) {
      for (long generation : List.of(1L, 2L)) {
        for (LongText longText :
            List.of(
                LongText.WINDOWS,
                LongText.TRUNCATE,
                new LongText(LongText.Mode.WINDOWS, 64, 4),
                new LongText(LongText.Mode.WINDOWS, 8, 16))) {
          TextKey.Maker maker = new TextKey.Maker(model, generation, longText);
          for (String text :
              List.of(
                  "", "a", "?", "\ud800", "\udc00", "\ufffd", "x".repeat(4096), "x".repeat(4097))) {
            keys.add(maker.key(text));
            made++;
          }
        }
      }
    }
    assertEquals(made, keys.size());
    TextKey.Maker maker = new TextKey.Maker("m", 1, LongText.WINDOWS);
    assertEquals(maker.key("a"), new TextKey.Maker("m", 1, LongText.WINDOWS).key("a"));
    Set<TextKey> pruned = new HashSet<>();
    for (Pruning pruning :
        List.of(
            Pruning.NONE,
            new Pruning(Pruning.Type.MAX_RATIO, 0.1),
            new Pruning(Pruning.Type.MAX_RATIO, 0.2),
            new Pruning(Pruning.Type.ABS_VALUE, 0.1))) {
      pruned.add(maker.key("a").pruned(pruning));
    }
    assertEquals(4, pruned.size());
  }

  public void testKnownVectors() {
    KnownVectors known = new KnownVectors(1000);
    TextKey.Maker keys = new TextKey.Maker("m", 1, LongText.WINDOWS);
    SparseVector vector = SparseVector.of(Map.of("a", 1f, ".", 2f));
    assertNull(known.hasVector(keys.key("a"), vector));
    known.remember(keys.key("a"), vector);
    assertEquals(true, known.hasVector(keys.key("a"), vector));
    for (Map<String, Float> other :
        List.of(Map.of("a", 1f), Map.of("a", 1f, ".", 2.0000002f), Map.of("b", 1f, ".", 2f))) {
      assertEquals(false, known.hasVector(keys.key("a"), SparseVector.of(other)));
    }
    assertNull(known.hasVector(keys.key("b"), vector));
    for (int i = 0; i < 5000; i++) {
      known.remember(keys.key("text " + i), vector);
    }
    int still = 0;
    for (int i = 0; i < 5000; i++) {
      still += known.hasVector(keys.key("text " + i), vector) == null ? 0 : 1;
    }
    assertTrue("" + still, still > 400 && still <= 512);
    KnownVectors none = new KnownVectors(0);
    none.remember(keys.key("a"), vector);
    assertNull(none.hasVector(keys.key("a"), vector));
  }

  /** Counts bytes, and breaks above a limit. */
  private static final class Breaker extends NoopCircuitBreaker {
    private long limit;
    private long used;

    Breaker(long limit) {
      super("test");
      this.limit = limit;
    }

    @Override
    public double addEstimateBytesAndMaybeBreak(long bytes, String label) {
      if (used + bytes > limit + 200) {
        circuitBreak(label, bytes);
      }
      used += bytes;
      return used;
    }

    @Override
    public void circuitBreak(String label, long bytes) {
      throw new org.opensearch.core.common.breaker.CircuitBreakingException(
          label, bytes, limit, Durability.PERMANENT);
    }

    @Override
    public long addWithoutBreaking(long bytes) {
      used += bytes;
      return used;
    }
  }
}
