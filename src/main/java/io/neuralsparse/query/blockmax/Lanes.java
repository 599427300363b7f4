/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;

/**
 * A sum for each document of a group of blocks, in units of 16 bits: four documents share a {@code
 * long}, so that one multiplication and one addition serve all of them. Whoever adds sees to it
 * that no sum grows beyond {@link #MOST}.
 */
final class Lanes {
  /** The largest sum. */
  static final int MOST = 0xFFFF;

  /** Bits of a step behind the point. */
  static final int FRACTION = 12;

  private static final int BITS = 16;

  /** A one in each lane whose bit is set in the index. */
  private static final long[] SPREAD = spread();

  private final long[] low = new long[BlockMaxima.GROUP];
  private final long[] high = new long[BlockMaxima.GROUP];

  private static long[] spread() {
    long[] lanes = new long[16];
    for (int documents = 0; documents < lanes.length; documents++) {
      for (int left = documents; left != 0; left &= left - 1) {
        lanes[documents] |= 1L << (Integer.numberOfTrailingZeros(left) * BITS);
      }
    }
    return lanes;
  }

  void clear() {
    Arrays.fill(low, 0);
    Arrays.fill(high, 0);
  }

  /**
   * Adds to the sums of a block's documents.
   *
   * @param place of the block in its group
   * @param level of the term in the block
   * @param documents to whose sums to add, bit i for the block's i-th
   * @param step what a level adds, in units with {@link #FRACTION} bits behind the point; the
   *     product is rounded up
   */
  void add(int place, int level, int documents, int step) {
    int units = (level * step + ((1 << FRACTION) - 1)) >>> FRACTION;
    low[place] += SPREAD[documents & 15] * units;
    high[place] += SPREAD[(documents >>> 4) & 15] * units;
  }

  /** The documents of a block whose sum is at least so large, bit i for its i-th. */
  int reaching(int place, int least) {
    return reaching(low[place], least) | (reaching(high[place], least) << 4);
  }

  private static int reaching(long lanes, int least) {
    int mask = 0;
    for (int i = 0; i < 4; i++) {
      int sum = (int) (lanes >>> (i * BITS)) & MOST;
      mask |= sum >= least ? 1 << i : 0;
    }
    return mask;
  }
}
