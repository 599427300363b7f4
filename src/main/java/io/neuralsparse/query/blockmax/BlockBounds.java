/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Upper bounds of the query's score in each block of a segment, from some block on. */
final class BlockBounds {
  /** Blocks a chunk: their sums stay in the first-level cache while the columns pass. */
  private static final int CHUNK = 4096;

  private final List<DenseMaxima> dense = new ArrayList<>();
  private final List<SparseMaxima> sparse = new ArrayList<>();
  private final float[] denseSteps;
  private final float[] sparseSteps;
  private final int from;
  private final int to;
  private final float base;
  private final float[][] chunks;

  /**
   * Nothing is computed yet.
   *
   * @param terms each with its maxima
   * @param maxDoc of the segment
   * @param from the first block
   */
  BlockBounds(List<LeafTerm> terms, int maxDoc, int from) {
    this.from = from;
    this.to = BlockMaxima.blocks(maxDoc);
    this.denseSteps = new float[terms.size()];
    this.sparseSteps = new float[terms.size()];
    double offsets = 0;
    double total = 0;
    for (LeafTerm term : terms) {
      offsets += (double) term.maxima().offset() * term.step();
      total += (BlockMaxima.LEVELS + 1.0) * term.step();
      if (term.maxima() instanceof DenseMaxima maxima) {
        denseSteps[dense.size()] = term.step();
        dense.add(maxima);
      } else if (term.maxima() instanceof SparseMaxima maxima) {
        sparseSteps[sparse.size()] = term.step();
        sparse.add(maxima);
      }
    }
    // Each addition of floats rounds by half a unit of a number that total is larger than.
    double rounding = (terms.size() + 2) * 0x1p-23 * total;
    this.base = (float) ((offsets + rounding) * LeafTerm.UP);
    this.chunks = new float[Math.max(0, (to - from + CHUNK - 1) / CHUNK)][];
  }

  /**
   * Computes all bounds.
   *
   * @param count appends about so many blocks, those with the highest bounds, in order
   * @param threshold of those whose bound reaches it
   * @param open the documents that can be hits: blocks without one count no more
   */
  void compute(int count, float threshold, OpenDocuments open, Candidates best) {
    int room = 2 * count + 16;
    float floor = threshold;
    int first = from;
    for (int c = 0; c < chunks.length; c++) {
      float[] sums = chunk(first);
      open.close(sums, first);
      chunks[c] = sums;
      for (int i = count == 0 ? sums.length : next(sums, 0, floor);
          i < sums.length;
          i = next(sums, i + 1, floor)) {
        best.add(first + i, sums[i]);
        if (best.size() >= room) {
          floor = Math.nextUp(best.retainBest(count));
        }
      }
      first += sums.length;
    }
    best.retainBest(count);
  }

  private float[] chunk(int first) {
    float[] sums = new float[Math.min(CHUNK, to - first)];
    Arrays.fill(sums, base);
    int t = 0;
    for (; t + 3 < dense.size(); t += 4) {
      DenseMaxima.addFour(dense, denseSteps, t, sums, first);
    }
    for (; t < dense.size(); t++) {
      dense.get(t).addTo(sums, first, denseSteps[t]);
    }
    for (int s = 0; s < sparse.size(); s++) {
      sparse.get(s).addTo(sums, first, sparseSteps[s]);
    }
    return sums;
  }

  /** True when floats can hold such bounds; else nothing here may be used. */
  static boolean possible(List<LeafTerm> terms) {
    double total = 0;
    for (LeafTerm term : terms) {
      total += (BlockMaxima.LEVELS + 1.0) * term.step();
    }
    return total < Float.MAX_VALUE / 4 && total > Float.MIN_NORMAL / 0x1p-60;
  }

  /** Appends the blocks whose bound reaches the threshold, in order. */
  void collect(float threshold, Candidates into) {
    int first = from;
    for (float[] sums : chunks) {
      for (int i = next(sums, 0, threshold); i < sums.length; i = next(sums, i + 1, threshold)) {
        into.add(first + i, sums[i]);
      }
      first += sums.length;
    }
  }

  /** The place of the first sum at or after a place that reaches the threshold, or the length. */
  private static int next(float[] sums, int start, float threshold) {
    for (int i = start; i < sums.length; i++) {
      if (sums[i] >= threshold) {
        return i;
      }
    }
    return sums.length;
  }
}
