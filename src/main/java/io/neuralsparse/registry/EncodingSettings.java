/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.NativeMemory;
import io.neuralsparse.model.Precision;
import java.util.List;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.unit.RatioValue;
import org.opensearch.common.util.concurrent.OpenSearchExecutors;
import org.opensearch.core.common.unit.ByteSizeValue;
import org.opensearch.monitor.jvm.JvmInfo;
import org.opensearch.monitor.os.OsProbe;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.FixedExecutorBuilder;

/** How a node encodes documents. */
public final class EncodingSettings {
  /**
   * How networks that are built from weights multiply, int8 or fp32; a model's own configuration
   * comes before it.
   */
  public static final Setting<Precision> PRECISION =
      new Setting<>(
          "neural_sparse.encoding.precision",
          Precision.INT8.label(),
          EncodingSettings::precision,
          Property.NodeScope);

  /**
   * Threads that encode. Half of the processors, so that searches and indexing find the other half
   * free while documents come faster than they can be encoded.
   */
  public static final Setting<Integer> SIZE =
      new Setting<>(
          "neural_sparse.encoding.size",
          settings ->
              Integer.toString(Math.max(1, OpenSearchExecutors.allocatedProcessors(settings) / 2)),
          text -> Setting.parseInt(text, 1, 1024, "neural_sparse.encoding.size"),
          Property.NodeScope);

  /** Texts that may be without an answer; more are refused with 429. */
  public static final Setting<Integer> QUEUE_SIZE =
      Setting.intSetting("neural_sparse.encoding.queue_size", 32_768, 1, Property.NodeScope);

  private static final String MEMORY_LIMIT_KEY = "neural_sparse.encoding.memory_limit";

  /**
   * The most memory outside the heap for networks and their runs: bytes, or a part in per cent of
   * the machine's memory less the heap.
   */
  public static final Setting<ByteSizeValue> MEMORY_LIMIT =
      new Setting<>(
          MEMORY_LIMIT_KEY,
          "50%",
          EncodingSettings::memoryLimit,
          Property.NodeScope,
          Property.Dynamic);

  private EncodingSettings() {}

  private static Precision precision(String name) {
    return Precision.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[neural_sparse.encoding.precision] must be int8 or fp32, got [" + name + "]"));
  }

  private static ByteSizeValue memoryLimit(String text) {
    if (!text.endsWith("%")) {
      ByteSizeValue size = ByteSizeValue.parseBytesSizeValue(text, MEMORY_LIMIT_KEY);
      if (size.getBytes() < 0) {
        throw new IllegalArgumentException(
            "[" + MEMORY_LIMIT_KEY + "] must be 0 or more, got [" + text + "]");
      }
      return size;
    }
    double part;
    try {
      part = RatioValue.parseRatioValue(text).getAsRatio();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "[" + MEMORY_LIMIT_KEY + "] must be bytes or from 0% to 100%, got [" + text + "]", e);
    }
    long outside =
        OsProbe.getInstance().getTotalPhysicalMemorySize()
            - JvmInfo.jvmInfo().getMem().getHeapMax().getBytes();
    // Where the system doesn't tell its size, there is nothing to compare with.
    return new ByteSizeValue(outside <= 0 ? NativeMemory.UNLIMITED : (long) (outside * part));
  }

  /**
   * The pool that encodes. Its queue holds threads' work, of which there is never more than there
   * are threads; texts wait elsewhere.
   */
  static ExecutorBuilder<?> executorBuilder(Settings settings) {
    return new FixedExecutorBuilder(
        settings,
        DocumentModels.THREAD_POOL,
        SIZE.get(settings),
        -1,
        "thread_pool." + DocumentModels.THREAD_POOL);
  }

  /** All of them. */
  public static List<Setting<?>> all() {
    return List.of(PRECISION, SIZE, QUEUE_SIZE, MEMORY_LIMIT);
  }
}
