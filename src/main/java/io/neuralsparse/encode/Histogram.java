/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts durations in bounds that grow with them, eight to each doubling: what it tells of them is
 * at most an eighth too long. Histograms are merged by adding their counts. Any number of threads
 * may use one; counting takes some nanoseconds.
 */
public final class Histogram {
  /** Bounds to a doubling, as a power of two. */
  private static final int BITS = 3;

  private static final int PER_DOUBLING = 1 << BITS;

  /** 2^40 µs are twelve days. */
  private static final int DOUBLINGS = 40;

  private static final int SIZE = (DOUBLINGS - BITS + 1) * PER_DOUBLING;

  private final AtomicLongArray counts = new AtomicLongArray(SIZE);

  /** Counts a duration in nanoseconds. */
  void addNanos(long nanos) {
    counts.incrementAndGet(index(Math.max(0, nanos / 1000)));
  }

  /** How many durations there are, by bound. */
  public long[] counts() {
    long[] copy = new long[SIZE];
    for (int i = 0; i < SIZE; i++) {
      copy[i] = counts.get(i);
    }
    return copy;
  }

  /**
   * The duration in µs that a share of all is not longer than.
   *
   * @param counts of one histogram, or the sum of several
   * @param share in (0, 1]
   * @return 0 when there are none
   */
  public static long percentile(long[] counts, double share) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    long rank = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return lowest(i + 1) - 1;
      }
    }
    return 0;
  }

  /** The longest duration in µs; 0 when there are none. */
  public static long maximum(long[] counts) {
    return percentile(counts, 1);
  }

  private static int index(long micros) {
    if (micros < PER_DOUBLING) {
      return (int) micros;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
    int within = (int) (micros >>> (exponent - BITS)) & (PER_DOUBLING - 1);
    return Math.min(SIZE - 1, (exponent - BITS + 1) * PER_DOUBLING + within);
  }

  /** The shortest duration in µs that is counted there. */
  private static long lowest(int index) {
    if (index < PER_DOUBLING) {
      return index;
    }
    int exponent = index / PER_DOUBLING + BITS - 1;
    return (long) (PER_DOUBLING + index % PER_DOUBLING) << (exponent - BITS);
  }
}
