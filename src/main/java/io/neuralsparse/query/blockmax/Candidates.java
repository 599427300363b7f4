/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;

/** The blocks that may hold hits, in order, each with its bound, and with its scores once known. */
final class Candidates {
  private static final int COARSE = -2;
  private static final int FINE = -1;

  private int[] blocks = new int[512];
  private float[] bounds = new float[512];

  /** Place of a block's scores in {@link #scores}, or {@link #COARSE} or {@link #FINE}. */
  private int[] known = new int[512];

  /** The documents of a block that may be hits, bit i for its i-th. */
  private byte[] alive = new byte[512];

  private int size;
  private float[] scores = new float[0];
  private int knownBlocks;

  int size() {
    return size;
  }

  int block(int i) {
    return blocks[i];
  }

  float bound(int i) {
    return bounds[i];
  }

  boolean isKnown(int i) {
    return known[i] >= 0;
  }

  /** True when {@link #alive} has been said. */
  boolean isFine(int i) {
    return known[i] != COARSE;
  }

  /** The documents of the block that may be hits, bit i for its i-th. */
  int alive(int i) {
    return alive[i] & 0xFF;
  }

  /**
   * Says more of a block.
   *
   * @param bound the highest of its documents
   * @param documents those that may be hits
   */
  void refine(int i, float bound, int documents) {
    bounds[i] = documents == 0 ? Float.NEGATIVE_INFINITY : bound;
    alive[i] = (byte) documents;
    known[i] = FINE;
  }

  /** The score of a document of a block whose scores are known; 0 where it isn't a match. */
  float score(int i, int doc) {
    return scores[known[i] * BlockMaxima.BLOCK + (doc & (BlockMaxima.BLOCK - 1))];
  }

  void add(int block, float bound) {
    if (size == blocks.length) {
      blocks = Arrays.copyOf(blocks, size * 2);
      bounds = Arrays.copyOf(bounds, size * 2);
      known = Arrays.copyOf(known, size * 2);
      alive = Arrays.copyOf(alive, size * 2);
    }
    blocks[size] = block;
    bounds[size] = bound;
    known[size] = COARSE;
    size++;
  }

  /** Keeps a block's scores; its bound is now the best of them. */
  void know(int i, float[] ofBlock) {
    int from = knownBlocks * BlockMaxima.BLOCK;
    if (from == scores.length) {
      scores = Arrays.copyOf(scores, Math.max(64 * BlockMaxima.BLOCK, from * 2));
    }
    known[i] = knownBlocks++;
    float best = 0;
    for (int d = 0; d < BlockMaxima.BLOCK; d++) {
      scores[from + d] = ofBlock[d];
      best = Math.max(best, ofBlock[d]);
    }
    bounds[i] = best;
  }

  /** Takes over what is known of some of these blocks; those that have no hit are dropped. */
  void know(Candidates some) {
    int at = 0;
    scores = some.scores;
    knownBlocks = some.knownBlocks;
    for (int i = 0; i < some.size; i++) {
      while (at < size && blocks[at] < some.blocks[i]) {
        at++;
      }
      if (at < size && blocks[at] == some.blocks[i]) {
        known[at] = some.known[i];
        bounds[at] = some.bounds[i];
        alive[at] = some.alive[i];
      }
    }
  }

  /** Says that a block has no hit. */
  void drop(int i) {
    bounds[i] = Float.NEGATIVE_INFINITY;
  }

  /** Forgets the blocks whose bound is below the threshold. */
  void retain(float threshold) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (bounds[i] >= threshold) {
        blocks[kept] = blocks[i];
        bounds[kept] = bounds[i];
        known[kept] = known[i];
        alive[kept] = alive[i];
        kept++;
      }
    }
    size = kept;
  }

  /** The bound that so many blocks reach, or a few more where bounds are equal; −∞ for all. */
  float bestBound(int count) {
    if (size <= count) {
      return Float.NEGATIVE_INFINITY;
    }
    float[] sorted = Arrays.copyOf(bounds, size);
    Arrays.sort(sorted);
    return sorted[size - count];
  }

  /**
   * Keeps the blocks with the highest bounds, so many, or a few more where bounds are equal.
   *
   * @return the least bound kept; −∞ when nothing had to go
   */
  float retainBest(int count) {
    float least = bestBound(count);
    if (size > count) {
      retain(least);
    }
    return least;
  }
}
