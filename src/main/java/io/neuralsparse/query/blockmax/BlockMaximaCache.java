/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;
import org.opensearch.common.cache.Cache;
import org.opensearch.common.cache.CacheBuilder;
import org.opensearch.common.cache.RemovalNotification;
import org.opensearch.common.cache.RemovalReason;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.CircuitBreakingException;

/**
 * The block maxima of a node's segments: bounded, least recently used out first, gone with their
 * segment. Any number of threads may use it.
 *
 * <p>A term's maxima are made in the background when a second query names it; until they are there,
 * queries that name it run in Lucene's way. The bytes are accounted for in a circuit breaker; when
 * it says no, nothing is made.
 */
public final class BlockMaximaCache implements AutoCloseable {
  /** So many terms are remembered that one query has named. */
  private static final int MOST_SEEN = 100_000;

  private final Cache<Key, BlockMaxima> cache;
  private final ConcurrentHashMap<Object, Set<Key>> keysOfSegments = new ConcurrentHashMap<>();
  private final Set<Key> seen = ConcurrentHashMap.newKeySet();
  private final Set<Key> ordered = ConcurrentHashMap.newKeySet();
  private final Executor builder;
  private final Supplier<CircuitBreaker> breaker;
  private final LongAdder builds = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private volatile boolean enabled;
  private volatile int minDocuments;
  private volatile int minPostings;

  private record Key(Object segment, String field, String token) {}

  /**
   * Empty.
   *
   * @param settings the node's
   * @param builder runs what makes maxima; may refuse
   * @param breaker accounts for the bytes
   */
  public BlockMaximaCache(Settings settings, Executor builder, Supplier<CircuitBreaker> breaker) {
    this.builder = builder;
    this.breaker = breaker;
    this.enabled = BlockMaximaSettings.ENABLED.get(settings);
    this.minDocuments = BlockMaximaSettings.MIN_DOCUMENTS.get(settings);
    this.minPostings = BlockMaximaSettings.MIN_POSTINGS.get(settings);
    this.cache =
        CacheBuilder.<Key, BlockMaxima>builder()
            .setMaximumWeight(BlockMaximaSettings.CACHE_SIZE.get(settings).getBytes())
            .weigher((key, maxima) -> maxima.bytes())
            .removalListener(this::removed)
            .build();
  }

  /** From now on follows the settings of the cluster. */
  public void follow(ClusterSettings settings) {
    settings.addSettingsUpdateConsumer(BlockMaximaSettings.ENABLED, this::enabled);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.MIN_DOCUMENTS, documents -> minDocuments = documents);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.MIN_POSTINGS, postings -> minPostings = postings);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.CACHE_SIZE,
        size -> {
          cache.setMaximumWeight(size.getBytes());
          cache.refresh();
        });
  }

  private void enabled(boolean on) {
    enabled = on;
    if (!on) {
      clear();
    }
  }

  /** True where a segment of so many documents is to be searched through maxima. */
  boolean isFor(int maxDoc) {
    return enabled && maxDoc >= minDocuments;
  }

  /** True where bounds take less time than reading so many postings. */
  boolean isForPostings(long postings) {
    return postings >= minPostings;
  }

  /** The maxima of a term in a segment, or null when they aren't there. */
  BlockMaxima get(LeafReader segment, String field, String token) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null ? null : cache.get(new Key(helper.getKey(), field, token));
  }

  /**
   * Makes the maxima of a rare term now, and keeps them if there is room.
   *
   * @return null when the segment doesn't have the term
   */
  BlockMaxima make(LeafReader segment, String field, String token) throws IOException {
    // What hides documents or fields from a user must not hide them from the next one's bounds.
    LeafReader core = FilterLeafReader.unwrap(segment);
    BlockMaxima made = build(core, field, token);
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    if (made != null && helper != null) {
      keep(helper, new Key(helper.getKey(), field, token), made);
    }
    return made;
  }

  /** Has the maxima of a term made, if it is asked for a second time. */
  void order(LeafReader segment, String field, String token) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    if (helper == null) {
      return;
    }
    Key key = new Key(helper.getKey(), field, token);
    if (seen.add(key)) {
      if (seen.size() > MOST_SEEN) {
        seen.clear();
      }
      return;
    }
    LeafReader core = FilterLeafReader.unwrap(segment);
    if (ordered.add(key) && !start(core, helper, key)) {
      ordered.remove(key);
    }
  }

  private boolean start(LeafReader core, IndexReader.CacheHelper helper, Key key) {
    if (!core.tryIncRef()) {
      return false;
    }
    boolean started = false;
    try {
      builder.execute(() -> run(core, helper, key));
      started = true;
    } catch (RejectedExecutionException e) {
      refusals.increment(); // a later query orders it again
    } finally {
      if (!started) {
        release(core);
      }
    }
    return started;
  }

  private void run(LeafReader core, IndexReader.CacheHelper helper, Key key) {
    try {
      BlockMaxima made = enabled ? build(core, key.field, key.token) : null;
      if (made != null) {
        keep(helper, key, made);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ordered.remove(key);
      seen.remove(key);
      release(core);
    }
  }

  private static void release(LeafReader core) {
    try {
      core.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BlockMaxima build(LeafReader core, String field, String token) throws IOException {
    Terms terms = core.terms(field);
    TermsEnum of = terms == null ? null : terms.iterator();
    if (of == null || !of.seekExact(new BytesRef(token))) {
      return null;
    }
    return BlockMaximaBuilder.build(
        of.postings(null, PostingsEnum.FREQS), of.docFreq(), core.maxDoc());
  }

  private void keep(IndexReader.CacheHelper helper, Key key, BlockMaxima made) {
    builds.increment();
    try {
      breaker.get().addEstimateBytesAndMaybeBreak(made.bytes(), "block maxima");
    } catch (CircuitBreakingException e) {
      refusals.increment();
      return;
    }
    try {
      keysOfSegments
          .computeIfAbsent(
              key.segment,
              segment -> {
                helper.addClosedListener(this::forget);
                return ConcurrentHashMap.newKeySet();
              })
          .add(key);
    } catch (AlreadyClosedException e) {
      breaker.get().addWithoutBreaking(-made.bytes());
      return;
    }
    cache.put(key, made);
    if (!enabled) {
      cache.invalidate(key); // switched off since
    }
  }

  private void forget(Object segment) {
    Set<Key> keys = keysOfSegments.remove(segment);
    if (keys != null) {
      keys.forEach(cache::invalidate);
    }
  }

  private void removed(RemovalNotification<Key, BlockMaxima> removal) {
    breaker.get().addWithoutBreaking(-removal.getValue().bytes());
    Set<Key> keys = keysOfSegments.get(removal.getKey().segment);
    if (keys != null && removal.getRemovalReason() != RemovalReason.REPLACED) {
      keys.remove(removal.getKey());
    }
  }

  /** Gives all memory back; what is asked for again is made again. */
  public void clear() {
    cache.invalidateAll();
    seen.clear();
  }

  /** What the cache holds, and what it did since the node started. */
  public BlockMaximaStats stats() {
    Cache.CacheStats stats = cache.stats();
    return new BlockMaximaStats(
        cache.count(),
        cache.weight(),
        cache.getMaximumWeight(),
        stats.getHits(),
        stats.getMisses(),
        stats.getEvictions(),
        builds.sum(),
        refusals.sum());
  }

  @Override
  public void close() {
    enabled = false;
    clear();
  }
}
