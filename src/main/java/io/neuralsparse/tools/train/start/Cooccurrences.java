/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Counts how often two tokens stand in one window of a text. Pairs are kept sorted; new ones are
 * gathered, sorted and merged many at a time.
 */
final class Cooccurrences {
  private static final int MOST_WAITING = 1 << 23;

  private final int vocabulary;
  private final int window;
  private final BitSet ignored;
  private final long[] waiting;
  private int filled;
  private long[] pairs = new long[0];
  private int[] counts = new int[0];

  /**
   * Of no text yet.
   *
   * @param vocabulary above every id
   * @param window how many places apart two tokens are at most, those of ignored ids not counted;
   *     at least 1
   * @param ignored ids that are passed over
   */
  Cooccurrences(int vocabulary, int window, BitSet ignored) {
    this(vocabulary, window, ignored, MOST_WAITING);
  }

  Cooccurrences(int vocabulary, int window, BitSet ignored, int mostWaiting) {
    this.vocabulary = vocabulary;
    this.window = window;
    this.ignored = ignored;
    this.waiting = new long[mostWaiting];
  }

  /** Counts a text. */
  void add(int[] ids) {
    int[] kept = Arrays.stream(ids).filter(id -> !ignored.get(id)).toArray();
    for (int i = 0; i < kept.length; i++) {
      for (int j = i + 1; j <= i + window && j < kept.length; j++) {
        if (filled == waiting.length) {
          merge();
        }
        long less = Math.min(kept[i], kept[j]);
        waiting[filled] = less * vocabulary + Math.max(kept[i], kept[j]);
        filled++;
      }
    }
  }

  private void merge() {
    Arrays.parallelSort(waiting, 0, filled);
    int distinct = 0;
    int known = 0;
    for (int i = 0; i < filled; i++) {
      if (i == 0 || waiting[i] != waiting[i - 1]) {
        while (known < pairs.length && pairs[known] < waiting[i]) {
          known++;
        }
        distinct += known < pairs.length && pairs[known] == waiting[i] ? 0 : 1;
      }
    }
    long[] allPairs = new long[pairs.length + distinct];
    int[] allCounts = new int[allPairs.length];
    int old = 0;
    int next = 0;
    for (int to = 0; to < allPairs.length; to++) {
      boolean isOld = next == filled || (old < pairs.length && pairs[old] <= waiting[next]);
      allPairs[to] = isOld ? pairs[old] : waiting[next];
      allCounts[to] = isOld ? counts[old] : 0;
      old += isOld ? 1 : 0;
      while (next < filled && waiting[next] == allPairs[to]) {
        allCounts[to]++;
        next++;
      }
    }
    pairs = allPairs;
    counts = allCounts;
    filled = 0;
  }

  /**
   * The counts, both ways round; of a token with itself twice the pairs.
   *
   * @param least smaller counts are left out
   */
  SymmetricMatrix matrix(int least) {
    merge();
    int kept = 0;
    for (int i = 0; i < pairs.length; i++) {
      if (counts[i] >= least) {
        pairs[kept] = pairs[i];
        counts[kept] = counts[i];
        kept++;
      }
    }
    float[] values = new float[kept];
    for (int i = 0; i < kept; i++) {
      boolean same = pairs[i] / vocabulary == pairs[i] % vocabulary;
      values[i] = same ? 2f * counts[i] : counts[i];
    }
    return SymmetricMatrix.of(vocabulary, Arrays.copyOf(pairs, kept), values);
  }
}
