/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;

/** Scores the documents of single blocks, in the order of the blocks. */
final class BlockEvaluator {
  private final LeafTerm[] terms;
  private final float[] steps;
  private final PostingsEnum[] postings;
  private final boolean[] open;
  private final double[] sums = new double[BlockMaxima.BLOCK];
  private final float[] scores = new float[BlockMaxima.BLOCK];

  /** What each term can add in the block at hand, and what the terms from there on can. */
  private final double[] rest;

  BlockEvaluator(List<LeafTerm> terms) {
    this.terms = terms.toArray(new LeafTerm[0]);
    // The terms that add most come first: the sooner a block is seen to be hopeless.
    Arrays.sort(this.terms, Comparator.comparingDouble(LeafTerm::step).reversed());
    this.steps = new float[this.terms.length];
    for (int t = 0; t < steps.length; t++) {
      steps[t] = this.terms[t].step();
    }
    this.postings = new PostingsEnum[steps.length];
    this.open = new boolean[steps.length];
    this.rest = new double[steps.length + 1];
  }

  /** Lets the next block be any. */
  void restart() {
    Arrays.fill(open, false);
  }

  /**
   * Scores a block.
   *
   * @param block after the blocks of earlier calls, or since {@link #restart}
   * @param threshold scores below are of no interest
   * @param alive the documents that are of interest, bit i for the block's i-th
   * @return false when none of them reaches the threshold; otherwise {@link #scores} are theirs
   */
  boolean evaluate(int block, float threshold, int alive) throws IOException {
    double enough = threshold / LeafTerm.UP;
    bound(block, alive);
    if (rest[0] < enough) {
      return false;
    }
    Arrays.fill(sums, 0);
    double best = 0;
    for (int t = 0; t < terms.length; t++) {
      if (rest[t] == rest[t + 1]) {
        continue; // no document of interest has the term
      }
      best = Math.max(best, add(t, block, alive));
      if (best + rest[t + 1] < enough) {
        return false;
      }
    }
    for (int d = 0; d < scores.length; d++) {
      scores[d] = (float) sums[d];
    }
    return true;
  }

  /** The scores of the documents of interest, else 0. Valid until the next call. */
  float[] scores() {
    return scores;
  }

  private void bound(int block, int alive) {
    double sum = 0;
    for (int t = terms.length - 1; t >= 0; t--) {
      int at = terms[t].maxima().at(block);
      if ((BlockMaxima.documents(at) & alive) != 0) {
        sum += BlockMaxima.level(at) * (double) steps[t];
      }
      rest[t] = sum;
    }
  }

  /** Adds a term to the sums of the block; returns the largest sum of those it changed. */
  private double add(int t, int block, int alive) throws IOException {
    PostingsEnum of = postings(t);
    float weight = terms[t].weight();
    int from = block << BlockMaxima.SHIFT;
    int to = from + BlockMaxima.BLOCK;
    double best = 0;
    int doc = of.docID();
    for (doc = doc < from ? of.advance(from) : doc; doc < to; doc = of.nextDoc()) {
      int at = doc - from;
      if (((alive >>> at) & 1) == 0) {
        continue;
      }
      sums[at] += weight * FeatureWeights.decode(of.freq());
      best = Math.max(best, sums[at]);
    }
    return best;
  }

  private PostingsEnum postings(int t) throws IOException {
    if (!open[t]) {
      postings[t] = terms[t].postings(postings[t], PostingsEnum.FREQS);
      open[t] = true;
    }
    return postings[t];
  }
}
