/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Rules out blocks by bounds of their documents' scores, as {@link DocumentBounds} does, but many
 * blocks at once and in whole numbers: far faster, and a little wider.
 */
final class RoughBounds {
  private final BlockMaxima[] maxima;
  private final int[] steps;
  private final double unit;
  private final Lanes lanes = new Lanes();
  private final int[] places = new int[BlockMaxima.GROUP];

  /** For these terms, each with its maxima. */
  RoughBounds(List<LeafTerm> terms) {
    this.maxima = new BlockMaxima[terms.size()];
    this.steps = new int[terms.size()];
    double total = 0;
    for (LeafTerm term : terms) {
      total += (double) BlockMaxima.LEVELS * term.step();
    }
    // Each term may be rounded up by less than two units.
    this.unit = total / (Lanes.MOST - 2.0 * terms.size());
    for (int t = 0; t < steps.length; t++) {
      maxima[t] = terms.get(t).maxima();
      steps[t] = (int) Math.ceil(terms.get(t).step() / unit * (1 << Lanes.FRACTION) * LeafTerm.UP);
    }
  }

  /** False for so many terms that a unit would be too coarse. */
  static boolean possible(List<LeafTerm> terms) {
    return terms.size() <= Lanes.MOST / 8;
  }

  /**
   * Drops blocks none of whose documents reaches the threshold, of those that are not fine.
   *
   * @param tooMany says how many blocks are too many to be left: the rest is not looked at then
   * @return false when so many are left
   */
  boolean drop(Candidates candidates, float threshold, OpenDocuments open, IntPredicate tooMany) {
    int least = (int) Math.min(Lanes.MOST + 1.0, threshold / unit / LeafTerm.UP);
    int left = 0;
    int to;
    for (int from = 0; from < candidates.size(); from = to) {
      to = sum(candidates, from);
      for (int i = from; i < to; i++) {
        int block = candidates.block(i);
        if (candidates.isFine(i)) {
          left += candidates.bound(i) >= threshold ? 1 : 0;
        } else if ((lanes.reaching(place(block), least) & open.mask(block)) == 0) {
          candidates.drop(i);
        } else {
          left++;
        }
      }
      if (tooMany.test(left)) {
        return false;
      }
    }
    return true;
  }

  private static int place(int block) {
    return block & (BlockMaxima.GROUP - 1);
  }

  /** Sums up the group of the candidate at a place; returns the place after its last one. */
  private int sum(Candidates candidates, int from) {
    int group = candidates.block(from) >>> BlockMaxima.GROUP_SHIFT;
    int to = from;
    int count = 0;
    for (; to < candidates.size(); to++) {
      int block = candidates.block(to);
      if (block >>> BlockMaxima.GROUP_SHIFT != group) {
        break;
      }
      if (!candidates.isFine(to)) {
        places[count++] = place(block);
      }
    }
    lanes.clear();
    for (int t = 0; count > 0 && t < steps.length; t++) {
      maxima[t].addTo(lanes, steps[t], group, places, count);
    }
    return to;
  }
}
