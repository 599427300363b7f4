/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.util.Bits;

/** The documents of a segment that can be among the hits wanted, with their scores, in order. */
final class LeafHits {
  private final LeafSearch leaf;
  private final Candidates candidates;
  private final LeafPlan plan;
  private int at;

  private LeafHits(LeafSearch leaf, LeafPlan plan, Candidates candidates) {
    this.leaf = leaf;
    this.plan = plan;
    this.candidates = candidates;
  }

  /**
   * Finds the blocks that hold them.
   *
   * @param acceptDocs the documents that count, null for all
   * @param from the first document that is of interest
   * @param least the least score that is
   */
  static LeafHits find(LeafSearch leaf, Bits acceptDocs, int from, float least) throws IOException {
    LeafPlan plan = new LeafPlan(leaf, acceptDocs);
    return new LeafHits(leaf, plan, plan.candidates(from >>> BlockMaxima.SHIFT, least));
  }

  /** True when reading all postings takes less than looking at all these blocks. */
  boolean areTooMany() {
    return plan.areTooMany();
  }

  /** The documents that can be hits; asked in order. */
  OpenDocuments open() {
    return plan.open();
  }

  /** No document with a score below can be a hit; at least {@code minimum}. */
  float threshold(float minimum) {
    return Math.max(Math.max(minimum, plan.threshold()), leaf.shared().value());
  }

  /**
   * The first document at or after {@code doc}, and before {@code end}, that reaches the threshold;
   * {@code end} if there is none. Calls go forward.
   */
  int next(int doc, int end, float minimum) throws IOException {
    for (int target = doc; target < end; ) {
      skipTo(target >>> BlockMaxima.SHIFT);
      if (at == candidates.size()) {
        return end;
      }
      int first = candidates.block(at) << BlockMaxima.SHIFT;
      int last = Math.min(first + BlockMaxima.BLOCK, end);
      target = Math.max(first, target);
      if (target < last && isOpen(minimum)) {
        float threshold = threshold(minimum);
        for (; target < last; target++) {
          float score = candidates.score(at, target);
          if (score > 0 && score >= threshold) {
            return target;
          }
        }
      }
      target = Math.max(target, first + BlockMaxima.BLOCK);
    }
    return end;
  }

  /** The score of a document where it reaches the threshold, else that or 0. Calls go forward. */
  float score(int doc, float minimum) throws IOException {
    int block = doc >>> BlockMaxima.SHIFT;
    skipTo(block);
    boolean known = at < candidates.size() && candidates.block(at) == block && isOpen(minimum);
    return known ? candidates.score(at, doc) : 0;
  }

  private void skipTo(int block) {
    while (at < candidates.size() && candidates.block(at) < block) {
      at++;
    }
  }

  /** True when the block at hand has hits; their scores are known then. */
  private boolean isOpen(float minimum) throws IOException {
    float threshold = threshold(minimum);
    if (candidates.bound(at) < threshold) {
      return false;
    }
    if (!candidates.isFine(at)) {
      plan.refine(candidates, at);
      if (candidates.bound(at) < threshold) {
        return false;
      }
    }
    if (!candidates.isKnown(at)) {
      BlockEvaluator evaluator = plan.evaluator();
      if (!evaluator.evaluate(candidates.block(at), threshold, candidates.alive(at))) {
        candidates.drop(at);
        return false;
      }
      candidates.know(at, evaluator.scores());
    }
    return true;
  }
}
