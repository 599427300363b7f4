/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.util.Bits;

/**
 * Finds the blocks of a segment in which hits may be, and a threshold: from the bounds of the most
 * promising documents, then from the scores of the best of these.
 */
final class LeafPlan {
  /** No more blocks are looked at for the sake of the threshold. */
  private static final int MOST_SEEDS = 8192;

  /** So many more blocks than hits wanted are scored first: some hold no hit. */
  private static final int SPARE = 3;

  private final LeafSearch leaf;
  private final SharedThreshold shared;
  private final OpenDocuments open;
  private final DocumentBounds documents;
  private final BlockEvaluator evaluator;
  private float threshold;
  private boolean tooMany;

  /**
   * Nothing is computed yet.
   *
   * @param acceptDocs the documents that count, null for all
   */
  LeafPlan(LeafSearch leaf, Bits acceptDocs) throws IOException {
    this.leaf = leaf;
    this.shared = leaf.shared();
    this.open = leaf.open(acceptDocs);
    this.documents = new DocumentBounds(leaf.terms());
    this.evaluator = new BlockEvaluator(leaf.terms());
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
    Candidates seeds = new Candidates();
    bounds.compute(seedCount(), threshold, open, seeds);
    raise(seeds);
    Candidates candidates = new Candidates();
    bounds.collect(threshold, candidates);
    candidates.know(seeds);
    tooMany = leaf.areTooManyToRefine(candidates.size(), open.shareOfFilter()) || !thin(candidates);
    restart();
    return candidates;
  }

  /** Lets the next block be any. */
  private void restart() throws IOException {
    evaluator.restart();
    open.restart();
  }

  /** Drops the blocks without a hit; false, sooner or later, when too many have one. */
  private boolean thin(Candidates candidates) {
    double share = open.shareOfFilter();
    if (!RoughBounds.possible(leaf.terms())) {
      return false;
    }
    RoughBounds rough = new RoughBounds(leaf.terms());
    if (!rough.drop(candidates, threshold, open, left -> leaf.areTooMany(left, share))) {
      return false;
    }
    candidates.retain(threshold);
    for (int i = 0; i < candidates.size(); i++) {
      if (!candidates.isFine(i)) {
        refine(candidates, i);
      }
    }
    candidates.retain(threshold);
    return !leaf.areTooMany(candidates.size(), share);
  }

  /** What {@link #candidates} found: no document with a lower score can be a hit. */
  float threshold() {
    return threshold;
  }

  /** True when reading all postings takes less than looking at the candidates. */
  boolean areTooMany() {
    return tooMany;
  }

  /** Goes through the candidates, from the first on. */
  BlockEvaluator evaluator() {
    return evaluator;
  }

  /** The documents that can be hits, from the first on. */
  OpenDocuments open() {
    return open;
  }

  /** So many that the documents wanted are among them, if bounds are no worse than usual. */
  private int seedCount() {
    int wanted = shared.wanted();
    return wanted == 0 ? 0 : (int) Math.min(MOST_SEEDS, 4 * (wanted + 10) / open.shareOfBlock());
  }

  /** Raises the threshold to what so many seeds are sure to reach as hits are wanted. */
  private void raise(Candidates seeds) throws IOException {
    int wanted = shared.wanted();
    if (wanted == 0) {
      return;
    }
    BestScores least = new BestScores(wanted);
    for (int i = 0; i < seeds.size(); i++) {
      refine(seeds, i);
      addLeast(seeds, i, least);
    }
    threshold = Math.max(threshold, least.least());
    BestScores scores = new BestScores(wanted);
    score(seeds, seeds.bestBound(wanted + SPARE), scores);
    restart();
    score(seeds, 0, scores);
    shared.add(leaf.segment(), scores.least() > least.least() ? scores : least);
    threshold = Math.max(threshold, Math.max(scores.least(), shared.value()));
  }

  /** Bounds the documents of a block. */
  void refine(Candidates blocks, int i) {
    int block = blocks.block(i);
    documents.compute(block, open.mask(block));
    blocks.refine(i, documents.highest(), documents.reaching(threshold));
  }

  /** Adds what the documents of the block that was refined last are sure to reach. */
  private void addLeast(Candidates blocks, int i, BestScores to) {
    if (!open.isKnown()) {
      return;
    }
    for (int left = blocks.alive(i); left != 0; left &= left - 1) {
      float least = documents.least(Integer.numberOfTrailingZeros(left));
      if (least > 0) {
        to.add(least);
      }
    }
  }

  /** Scores the seeds with such a bound that may have a hit, from the first on. */
  private void score(Candidates seeds, float bound, BestScores to) throws IOException {
    for (int i = 0; i < seeds.size(); i++) {
      float enough = Math.max(threshold, to.least());
      if (!seeds.isKnown(i) && seeds.bound(i) >= Math.max(bound, enough)) {
        score(seeds, i, enough, to);
      }
    }
  }

  private void score(Candidates seeds, int i, float enough, BestScores to) throws IOException {
    int block = seeds.block(i);
    if (!evaluator.evaluate(block, enough, seeds.alive(i))) {
      seeds.drop(i);
      return;
    }
    float[] scores = evaluator.scores();
    seeds.know(i, scores);
    for (int d = 0; d < scores.length; d++) {
      if (scores[d] > 0 && scores[d] >= enough && open.isOpen((block << BlockMaxima.SHIFT) + d)) {
        to.add(scores[d]);
      }
    }
  }
}
