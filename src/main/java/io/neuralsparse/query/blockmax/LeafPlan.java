/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/**
 * Finds the blocks of a segment in which hits may be, and a threshold, by scoring the most
 * promising of them.
 */
final class LeafPlan {
  /** No more blocks are scored for the sake of the threshold. */
  private static final int MOST_SEEDS = 8192;

  private final LeafSearch leaf;
  private final SharedThreshold shared;
  private final BlockEvaluator evaluator;
  private final Bits acceptDocs;
  private final DocIdSetIterator filter;
  private final BestScores scores;
  private float threshold;

  /**
   * Nothing is computed yet.
   *
   * @param acceptDocs the documents that count, null for all
   */
  LeafPlan(LeafSearch leaf, Bits acceptDocs) throws IOException {
    this.leaf = leaf;
    this.shared = leaf.shared();
    this.evaluator = new BlockEvaluator(leaf.terms());
    this.acceptDocs = acceptDocs;
    this.filter = leaf.filter();
    this.scores = new BestScores(shared.wanted());
  }

  /**
   * Finds the candidates.
   *
   * @param fromBlock nothing before this block is wanted
   * @param least the least score that is of interest
   */
  Candidates candidates(int fromBlock, float least) throws IOException {
    threshold = Math.max(least, shared.value());
    BlockBounds bounds = new BlockBounds(leaf.terms(), leaf.maxDoc(), fromBlock);
    Candidates best = new Candidates();
    bounds.compute(seedCount(), threshold, best);
    for (int i = 0; i < best.size(); i++) {
      if (isOpen(best.block(i))) {
        score(best, i);
      }
    }
    shared.add(leaf.segment(), scores);
    threshold = Math.max(threshold, Math.max(scores.least(), shared.value()));
    Candidates candidates = new Candidates();
    bounds.collect(threshold, candidates);
    candidates.know(best);
    candidates.retain(threshold);
    evaluator.restart();
    return candidates;
  }

  /** What {@link #candidates} found: no document with a lower score can be a hit. */
  float threshold() {
    return threshold;
  }

  /** Goes through the candidates, from the first on. */
  BlockEvaluator evaluator() {
    return evaluator;
  }

  private int seedCount() {
    int wanted = shared.wanted();
    if (wanted == 0 || filter == null) {
      return wanted == 0 ? 0 : wanted + 16;
    }
    // A block has a document of the filter with about this chance.
    double share = Math.min(1, BlockMaxima.BLOCK * (double) filter.cost() / (leaf.maxDoc() + 1.0));
    return (int) Math.min(MOST_SEEDS, 2 * (wanted + 8) / Math.max(share, 1e-3));
  }

  private void score(Candidates best, int i) throws IOException {
    int block = best.block(i);
    float enough = Math.max(threshold, scores.least());
    if (!evaluator.evaluate(block, enough)) {
      best.drop(i);
      return;
    }
    float[] ofBlock = evaluator.scores();
    best.know(i, ofBlock);
    for (int d = 0; d < ofBlock.length; d++) {
      if (ofBlock[d] > 0 && ofBlock[d] >= enough && isHit((block << BlockMaxima.SHIFT) + d)) {
        scores.add(ofBlock[d]);
      }
    }
  }

  /** True when a document of the filter may be in the block. */
  private boolean isOpen(int block) throws IOException {
    if (filter == null) {
      return true;
    }
    int first = block << BlockMaxima.SHIFT;
    int doc = filter.docID() < first ? filter.advance(first) : filter.docID();
    return doc < first + BlockMaxima.BLOCK;
  }

  private boolean isHit(int doc) throws IOException {
    if (acceptDocs != null && !acceptDocs.get(doc)) {
      return false;
    }
    return filter == null || (filter.docID() < doc ? filter.advance(doc) : filter.docID()) == doc;
  }
}
