/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.model.ModelException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what an encoding service does. Any number of threads may use it. */
public final class EncodingStatistics {
  /**
   * The numbers of a moment, by the names that users see; a dot puts a name into a group.
   *
   * @param sums of several nodes are added
   * @param maxima of several nodes the largest counts
   * @param histograms as {@link Histogram} has them, in µs
   */
  public record Snapshot(
      Map<String, Long> sums, Map<String, Long> maxima, Map<String, long[]> histograms) {}

  private enum Counter {
    REQUESTS,
    TEXTS,
    TOKENS,
    UNKNOWN_TOKENS,
    TRUNCATED_TEXTS,
    WINDOWS,
    BATCHES,
    BATCH_TOKENS,
    PADDING_TOKENS,
    REJECTIONS
  }

  private enum Failure {
    MODEL,
    MEMORY,
    CANCELLED,
    STOPPED,
    OTHER;

    static Failure of(Exception failure) {
      if (failure instanceof ModelException) {
        return MODEL;
      }
      if (failure instanceof NativeMemory.ExceededException
          || failure.getCause() instanceof NativeMemory.ExceededException) {
        return MEMORY;
      }
      if (failure instanceof CancellationException) {
        return CANCELLED;
      }
      return failure instanceof RejectedExecutionException ? STOPPED : OTHER;
    }
  }

  private final Map<Counter, LongAdder> counters = adders(Counter.class);
  private final Map<Failure, LongAdder> failures = adders(Failure.class);
  private final Histogram wait = new Histogram();
  private final Histogram inference = new Histogram();
  private final Histogram total = new Histogram();

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> names) {
    Map<E, LongAdder> adders = new EnumMap<>(names);
    for (E name : names.getEnumConstants()) {
      adders.put(name, new LongAdder());
    }
    return adders;
  }

  private void add(Counter counter, long count) {
    counters.get(counter).add(count);
  }

  void request(int texts) {
    add(Counter.REQUESTS, 1);
    add(Counter.TEXTS, texts);
  }

  void rejection() {
    add(Counter.REJECTIONS, 1);
  }

  void cut(Windows windows) {
    add(Counter.TOKENS, windows.tokens());
    add(Counter.UNKNOWN_TOKENS, windows.unknown());
    add(Counter.TRUNCATED_TEXTS, windows.truncated() ? 1 : 0);
  }

  void waited(long nanos) {
    wait.addNanos(nanos);
  }

  void ran(BatchShape shape, long nanos) {
    add(Counter.BATCHES, 1);
    add(Counter.WINDOWS, shape.windows());
    add(Counter.BATCH_TOKENS, shape.tokens());
    add(Counter.PADDING_TOKENS, shape.padded() - shape.tokens());
    inference.addNanos(nanos);
  }

  void answered(long nanos) {
    total.addNanos(nanos);
  }

  void failed(Exception failure) {
    failures.get(Failure.of(failure)).increment();
  }

  /** The numbers of now. */
  Snapshot now() {
    Map<String, Long> sums = new TreeMap<>();
    counters.forEach((name, count) -> sums.put(label(name), count.sum()));
    failures.forEach((name, count) -> sums.put("failures." + label(name), count.sum()));
    return new Snapshot(
        sums,
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                "wait", wait.counts(),
                "inference", inference.counts(),
                "total", total.counts())));
  }

  private static String label(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
