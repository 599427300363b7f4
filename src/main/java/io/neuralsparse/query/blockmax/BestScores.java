/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;

/** The best of some scores, so many as hits are wanted. One thread at a time. */
final class BestScores {
  /** Ascending, from the end on. */
  private final float[] best;

  private int size;

  BestScores(int wanted) {
    this.best = new float[wanted];
  }

  void add(float score) {
    if (size == best.length && !(size > 0 && score > best[0])) {
      return;
    }
    int first = best.length - size;
    int at = Arrays.binarySearch(best, first, best.length, score);
    int place = (at < 0 ? -at - 1 : at) - 1;
    int from = Math.max(first, 1);
    System.arraycopy(best, from, best, from - 1, place - from + 1);
    best[place] = score;
    size = Math.min(size + 1, best.length);
  }

  void addAll(BestScores others) {
    for (int i = others.best.length - others.size; i < others.best.length; i++) {
      add(others.best[i]);
    }
  }

  /** A score that so many as are wanted reach; 0 while there are fewer. */
  float least() {
    return best.length > 0 && size == best.length ? best[0] : 0;
  }
}
