/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import io.neuralsparse.query.blockmax.BlockMaximaStore.TermKey;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.BytesRef;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.CircuitBreakingException;

/**
 * The block maxima of a node's segments: bounded, least recently used out first, gone with their
 * segment. Any number of threads may use it; they hold a reference to the reader they ask for.
 *
 * <p>A term's maxima are made in the background when a second query names it; until they are there,
 * queries that name it run in Lucene's way. The bytes are accounted for in a circuit breaker,
 * before they are taken; when it says no, nothing is made.
 */
public final class BlockMaximaCache implements AutoCloseable {
  private static final Logger logger = LogManager.getLogger(BlockMaximaCache.class);

  private final BlockMaximaStore store;
  private final Repeats repeats = new Repeats();
  private final Set<TermKey> ordered = ConcurrentHashMap.newKeySet();
  private final Executor builder;
  private final Supplier<CircuitBreaker> breaker;
  private final LongAdder builds = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private volatile boolean enabled;
  private volatile int minDocuments;
  private volatile int minPostings;

  /**
   * Empty.
   *
   * @param settings the node's
   * @param builder runs what makes maxima; may refuse
   * @param breaker accounts for the bytes; asked for when there are any
   */
  public BlockMaximaCache(Settings settings, Executor builder, Supplier<CircuitBreaker> breaker) {
    this.builder = builder;
    this.breaker = breaker;
    this.enabled = BlockMaximaSettings.ENABLED.get(settings);
    this.minDocuments = BlockMaximaSettings.MIN_DOCUMENTS.get(settings);
    this.minPostings = BlockMaximaSettings.MIN_POSTINGS.get(settings);
    long limit = BlockMaximaSettings.CACHE_SIZE.get(settings).getBytes();
    this.store =
        new BlockMaximaStore(limit, enabled, bytes -> breaker.get().addWithoutBreaking(-bytes));
  }

  /** From now on follows the settings of the cluster. */
  public void follow(ClusterSettings settings) {
    settings.addSettingsUpdateConsumer(BlockMaximaSettings.ENABLED, this::enabled);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.MIN_DOCUMENTS, documents -> minDocuments = documents);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.MIN_POSTINGS, postings -> minPostings = postings);
    settings.addSettingsUpdateConsumer(
        BlockMaximaSettings.CACHE_SIZE, size -> store.limit(size.getBytes()));
  }

  private void enabled(boolean on) {
    enabled = on;
    store.open(on);
  }

  /** True where a segment of so many documents is to be searched through maxima. */
  boolean isFor(int maxDoc) {
    return enabled && maxDoc >= minDocuments;
  }

  /** True where a query of so many postings in a segment is to run through maxima. */
  boolean isForPostings(long postings) {
    return postings >= minPostings;
  }

  /** The maxima of a term in a segment, or null when they aren't there. */
  BlockMaxima get(LeafReader segment, String field, String token) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    return helper == null ? null : store.get(new TermKey(helper.getKey(), field, token));
  }

  /**
   * Makes the maxima of a rare term now, and keeps them if there is room.
   *
   * @return null when the segment doesn't have the term
   */
  BlockMaxima make(LeafReader segment, String field, String token) throws IOException {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    // What hides documents or fields from a user must not hide them from the next one's bounds.
    LeafReader core = FilterLeafReader.unwrap(segment);
    TermsEnum term = find(core, field, token);
    if (term == null) {
      return null;
    }
    TermKey key = helper == null ? null : new TermKey(helper.getKey(), field, token);
    long reserved = key == null ? 0 : reserve(core, term);
    return reserved == 0 ? build(core, term) : buildAndKeep(core, term, helper, key, reserved);
  }

  /** Has the maxima of a term made, if it is asked for a second time. */
  void order(LeafReader segment, String field, String token) {
    IndexReader.CacheHelper helper = segment.getCoreCacheHelper();
    if (helper == null) {
      return;
    }
    TermKey key = new TermKey(helper.getKey(), field, token);
    if (!repeats.isRepeated(key) || !ordered.add(key)) {
      return;
    }
    LeafReader core = FilterLeafReader.unwrap(segment);
    try {
      builder.execute(() -> run(core, helper, key));
    } catch (RejectedExecutionException e) {
      ordered.remove(key); // a later query orders it again
      refusals.increment();
    }
  }

  /** What waits in a queue doesn't keep its segment open; what is being made does. */
  private void run(LeafReader core, IndexReader.CacheHelper helper, TermKey key) {
    try {
      if (!enabled || !core.tryIncRef()) {
        return;
      }
      try {
        TermsEnum term = find(core, key.field(), key.token());
        long reserved = term == null ? 0 : reserve(core, term);
        if (reserved > 0) {
          buildAndKeep(core, term, helper, key, reserved);
        }
      } finally {
        core.decRef();
      }
    } catch (IOException | RuntimeException e) {
      logger.warn("no block maxima of term [{}] in field [{}]", key.token(), key.field(), e);
    } finally {
      repeats.forget(key);
      ordered.remove(key);
    }
  }

  private static TermsEnum find(LeafReader core, String field, String token) throws IOException {
    Terms terms = core.terms(field);
    TermsEnum dictionary = terms == null ? null : terms.iterator();
    return dictionary != null && dictionary.seekExact(new BytesRef(token)) ? dictionary : null;
  }

  private BlockMaxima build(LeafReader core, TermsEnum term) throws IOException {
    BlockMaxima made =
        BlockMaximaBuilder.build(
            term.postings(null, PostingsEnum.FREQS), term.docFreq(), core.maxDoc());
    builds.increment();
    return made;
  }

  /**
   * Takes the bytes that a term's maxima need at most from the breaker.
   *
   * @return 0 when there is no room for so many
   */
  private long reserve(LeafReader core, TermsEnum term) throws IOException {
    long bytes = BlockMaximaStore.atMost(term.docFreq(), core.maxDoc());
    CircuitBreaker from = breaker.get();
    if (!store.makeRoom(bytes, from.getLimit(), from.getOverhead())) {
      refusals.increment();
      return 0;
    }
    try {
      from.addEstimateBytesAndMaybeBreak(bytes, "block maxima");
      return bytes;
    } catch (CircuitBreakingException e) {
      refusals.increment();
      return 0;
    }
  }

  private BlockMaxima buildAndKeep(
      LeafReader core, TermsEnum term, IndexReader.CacheHelper helper, TermKey key, long reserved)
      throws IOException {
    long kept = 0;
    try {
      BlockMaxima made = build(core, term);
      if (follows(helper)) {
        kept = store.put(key, made);
      }
      return made;
    } finally {
      breaker.get().addWithoutBreaking(kept - reserved);
    }
  }

  /** Sees to it that a segment's maxima go when it is closed. */
  private boolean follows(IndexReader.CacheHelper helper) {
    if (store.add(helper.getKey())) {
      try {
        helper.addClosedListener(store::remove);
      } catch (AlreadyClosedException e) {
        store.remove(helper.getKey());
        return false;
      }
    }
    return true;
  }

  /** Gives all memory back; what is asked for again is made again. */
  public void clear() {
    store.clear();
  }

  /** What the cache holds, and what it did since the node started. */
  public BlockMaximaStats stats() {
    return store.stats(builds.sum(), refusals.sum());
  }

  @Override
  public void close() {
    enabled(false);
  }
}
