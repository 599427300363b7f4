/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.opensearch.common.cache.Cache;
import org.opensearch.common.cache.CacheBuilder;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.CircuitBreakingException;

/**
 * Vectors of texts that were encoded lately, the least recently used given up first. Their bytes
 * are accounted for in a circuit breaker: what it refuses is not kept. Thread-safe.
 */
final class VectorCache {
  /** Key, entry and arrays, without what is in the arrays. */
  private static final long FIXED_BYTES = 200;

  /** A reference, of which each token is one (they are the vocabulary's own), and a float. */
  private static final long TOKEN_BYTES = 8;

  private final Supplier<CircuitBreaker> breaker;
  private final Cache<TextKey, Packed> cache;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refusals = new LongAdder();

  /** Tokens and weights, heaviest first, in a third of a vector's memory. */
  private static final class Packed {
    private final String[] tokens;
    private final float[] weights;

    Packed(SparseVector vector) {
      tokens = new String[vector.size()];
      weights = new float[tokens.length];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = vector.entries().get(i).token();
        weights[i] = vector.entries().get(i).weight();
      }
    }

    SparseVector vector() {
      Map<String, Float> map = LinkedHashMap.newLinkedHashMap(tokens.length);
      for (int i = 0; i < tokens.length; i++) {
        map.put(tokens[i], weights[i]);
      }
      return SparseVector.of(map);
    }

    long bytes() {
      return FIXED_BYTES + TOKEN_BYTES * tokens.length;
    }
  }

  /**
   * An empty cache.
   *
   * @param maxBytes the most that it holds; 0 for none at all
   * @param breaker accounts for the bytes; asked for when there are any
   */
  VectorCache(long maxBytes, Supplier<CircuitBreaker> breaker) {
    this.breaker = breaker;
    this.cache =
        maxBytes == 0
            ? null
            : CacheBuilder.<TextKey, Packed>builder()
                .setMaximumWeight(maxBytes)
                .weigher((key, packed) -> packed.bytes())
                .removalListener(
                    removed -> breaker.get().addWithoutBreaking(-removed.getValue().bytes()))
                .build();
  }

  /** The vector of a text, or null; counted. */
  SparseVector get(TextKey key) {
    SparseVector vector = peek(key);
    (vector == null ? misses : hits).increment();
    return vector;
  }

  /** Whether the vector of a text is there. */
  boolean contains(TextKey key) {
    return cache != null && cache.get(key) != null;
  }

  /** The vector of a text, or null. */
  SparseVector peek(TextKey key) {
    Packed packed = cache == null ? null : cache.get(key);
    return packed == null ? null : packed.vector();
  }

  /** Keeps the vector of a text, if there is room. */
  void put(TextKey key, SparseVector vector) {
    if (cache == null) {
      return;
    }
    Packed packed = new Packed(vector);
    try {
      breaker.get().addEstimateBytesAndMaybeBreak(packed.bytes(), "vectors of texts");
    } catch (CircuitBreakingException e) {
      refusals.increment();
      return;
    }
    cache.put(key, packed);
  }

  /** Gives everything up. */
  void clear() {
    if (cache != null) {
      cache.invalidateAll();
    }
  }

  /** Name → number since the node's start, or of now. */
  Map<String, Long> statistics() {
    return Map.of(
        "hits",
        hits.sum(),
        "misses",
        misses.sum(),
        "refusals",
        refusals.sum(),
        "evictions",
        cache == null ? 0L : cache.stats().getEvictions(),
        "entries",
        cache == null ? 0L : cache.count(),
        "memory_size_in_bytes",
        cache == null ? 0L : cache.weight());
  }
}
