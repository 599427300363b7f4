/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;

/**
 * The hits of a segment one by one, for a filter to lead through. As {@link BlockMaxBulkScorer}:
 * everything while the collector counts, then only what can still be among the best.
 */
final class BlockMaxScorer extends Scorer {
  private final LeafSearch leaf;
  private final long leadCost;
  private final int maxDoc;
  private final MinimumScore minimum = new MinimumScore();
  private final Hits hits = new Hits();

  private WindowEvaluator window;
  private WindowMatches matches;
  private int windowEnd;
  private int matchesEnd;
  private LeafHits best;
  private DocIdSetIterator lucene;
  private Scorer luceneScorer;
  private float score;

  /**
   * Before the first document.
   *
   * @param leadCost about how many documents will be asked for
   */
  BlockMaxScorer(LeafSearch leaf, long leadCost) {
    this.leaf = leaf;
    this.leadCost = leadCost;
    this.maxDoc = leaf.maxDoc();
  }

  @Override
  public int docID() {
    return hits.docID();
  }

  @Override
  public DocIdSetIterator iterator() {
    return hits;
  }

  @Override
  public float score() throws IOException {
    return luceneScorer == null ? score : luceneScorer.score();
  }

  @Override
  public float getMaxScore(int upTo) {
    double sum = 0;
    for (LeafTerm term : leaf.terms()) {
      sum += (double) BlockMaxima.LEVELS * term.step();
    }
    return (float) (sum * LeafTerm.UP);
  }

  @Override
  public void setMinCompetitiveScore(float least) throws IOException {
    minimum.setMinCompetitiveScore(least);
    if (luceneScorer != null) {
      luceneScorer.setMinCompetitiveScore(minimum.minimum());
    }
  }

  /** The documents, in order. */
  private final class Hits extends DocIdSetIterator {
    private int doc = -1;

    @Override
    public int docID() {
      return doc;
    }

    @Override
    public int nextDoc() throws IOException {
      return advance(doc + 1);
    }

    @Override
    public int advance(int target) throws IOException {
      if (target >= maxDoc) {
        doc = NO_MORE_DOCS;
      } else if (lucene != null) {
        doc = lucene.advance(target);
      } else {
        doc = minimum.minimum() > 0 ? advanceToBest(target) : advanceToMatch(target);
      }
      return doc;
    }

    @Override
    public long cost() {
      return Math.min(maxDoc, leaf.cost());
    }
  }

  /** While the collector counts: the next document that matches. */
  private int advanceToMatch(int target) throws IOException {
    if (leaf.mayCountOnly()) {
      plan(target);
      if (best.threshold(0) > 0) {
        return advanceMatches(target);
      }
    }
    return advanceWindow(target);
  }

  private int advanceWindow(int target) throws IOException {
    if (window == null) {
      window = new WindowEvaluator(leaf.terms());
    }
    for (int from = target; from < maxDoc; from = windowEnd) {
      if (from >= windowEnd) {
        windowEnd = Math.min(maxDoc, from + WindowEvaluator.SIZE);
        window.evaluate(from, windowEnd);
      }
      int found = window.next(from);
      if (found >= 0) {
        score = window.score(found);
        return found;
      }
    }
    return DocIdSetIterator.NO_MORE_DOCS;
  }

  /** As the bulk scorer does, matches that can't be among the hits wanted have the score 0. */
  private int advanceMatches(int target) throws IOException {
    if (matches == null) {
      matches = new WindowMatches(leaf.terms(), best.open(), maxDoc);
    }
    for (int from = target; from < maxDoc; from = matchesEnd) {
      if (from >= matchesEnd) {
        matchesEnd = Math.min(maxDoc, from + WindowMatches.SIZE);
        matches.find(from, matchesEnd);
      }
      int found = matches.next(from);
      if (found >= 0) {
        score = best.score(found, 0);
        return found;
      }
    }
    return DocIdSetIterator.NO_MORE_DOCS;
  }

  private int advanceToBest(int target) throws IOException {
    plan(target);
    // A filter that leads jumps anyway: only without one the number of candidates decides.
    if (leadCost >= maxDoc && best.areTooMany()) {
      luceneScorer = leaf.lucene(true).get(leadCost);
      minimum.setMinCompetitiveScore(best.threshold(minimum.minimum()));
      luceneScorer.setMinCompetitiveScore(minimum.minimum());
      lucene = luceneScorer.iterator();
      return lucene.advance(target);
    }
    int found = best.next(target, maxDoc, minimum.minimum());
    if (found == maxDoc) {
      return DocIdSetIterator.NO_MORE_DOCS;
    }
    score = best.score(found, minimum.minimum());
    return found;
  }

  private void plan(int target) throws IOException {
    if (best == null) {
      best = LeafHits.find(leaf, leaf.liveDocs(), target, minimum.minimum());
    }
  }
}
