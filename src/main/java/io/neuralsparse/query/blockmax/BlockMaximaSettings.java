/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.List;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.MemorySizeValue;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.unit.ByteSizeValue;
import org.opensearch.indices.breaker.BreakerSettings;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.FixedExecutorBuilder;

/** The settings of the block maxima; all can be changed while the node runs. */
public final class BlockMaximaSettings {
  /** The pool that makes maxima. */
  public static final String THREAD_POOL = "neural_sparse_block_max";

  /** Terms that wait for their maxima; queries run without them meanwhile. */
  private static final int QUEUE_SIZE = 1000;

  private static final String BREAKER = "neural_sparse";
  private static final String BREAKER_LIMIT = "20%";

  /** False: every query runs in Lucene's way, and the memory is given back. */
  public static final Setting<Boolean> ENABLED =
      Setting.boolSetting(
          "neural_sparse.block_max.enabled", true, Property.NodeScope, Property.Dynamic);

  private static final String CACHE_SIZE_KEY = "neural_sparse.block_max.cache_size";

  /**
   * The most heap that maxima take on a node: bytes, or a part of the heap in per cent. What is
   * more than the circuit breaker allows counts as what it allows.
   */
  public static final Setting<ByteSizeValue> CACHE_SIZE =
      new Setting<>(
          CACHE_SIZE_KEY,
          "10%",
          BlockMaximaSettings::cacheSize,
          Property.NodeScope,
          Property.Dynamic);

  /** In segments of fewer documents queries run in Lucene's way. */
  public static final Setting<Integer> MIN_DOCUMENTS =
      Setting.intSetting(
          "neural_sparse.block_max.min_documents", 10_000, 0, Property.NodeScope, Property.Dynamic);

  /** Where the terms of a query have fewer postings in a segment, Lucene reads them sooner. */
  public static final Setting<Integer> MIN_POSTINGS =
      Setting.intSetting(
          "neural_sparse.block_max.min_postings", 16_384, 0, Property.NodeScope, Property.Dynamic);

  private BlockMaximaSettings() {}

  private static ByteSizeValue cacheSize(String text) {
    ByteSizeValue size = MemorySizeValue.parseBytesSizeValueOrHeapRatio(text, CACHE_SIZE_KEY);
    if (size.getBytes() < 0) {
      throw new IllegalArgumentException(
          "[" + CACHE_SIZE_KEY + "] must be 0 or more, got [" + text + "]");
    }
    return size;
  }

  /**
   * A pool of one thread. Settings {@code neural_sparse.block_max.builder.size} and {@code
   * neural_sparse.block_max.builder.queue_size}.
   */
  public static ExecutorBuilder<?> executorBuilder(Settings settings) {
    return new FixedExecutorBuilder(
        settings, THREAD_POOL, 1, QUEUE_SIZE, "neural_sparse.block_max.builder");
  }

  /**
   * The circuit breaker of what this plugin keeps on the heap. Settings {@code
   * breaker.neural_sparse.limit} and the like.
   */
  public static BreakerSettings breaker(Settings settings) {
    long limit = MemorySizeValue.parseBytesSizeValueOrHeapRatio(BREAKER_LIMIT, BREAKER).getBytes();
    // What is kept stays after the request that ran into the limit: to wait doesn't help.
    BreakerSettings own =
        new BreakerSettings(
            BREAKER, limit, 1, CircuitBreaker.Type.MEMORY, CircuitBreaker.Durability.PERMANENT);
    return BreakerSettings.updateFromSettings(own, settings);
  }

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.of(ENABLED, CACHE_SIZE, MIN_DOCUMENTS, MIN_POSTINGS);
  }
}
