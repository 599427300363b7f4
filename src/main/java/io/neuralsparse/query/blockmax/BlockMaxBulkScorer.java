/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.util.Bits;

/**
 * Collects the hits of a segment: all that match as long as the collector counts, then only what
 * can still be among the best.
 */
final class BlockMaxBulkScorer extends BulkScorer {
  private final LeafSearch leaf;
  private final int maxDoc;
  private final MinimumScore scorable = new MinimumScore();
  private WindowEvaluator window;
  private WindowMatches matches;
  private LeafHits hits;
  private BulkScorer lucene;

  BlockMaxBulkScorer(LeafSearch leaf) {
    this.leaf = leaf;
    this.maxDoc = leaf.maxDoc();
  }

  @Override
  public int score(LeafCollector collector, Bits acceptDocs, int min, int max) throws IOException {
    int end = Math.min(max, maxDoc);
    if (lucene == null) {
      collector.setScorer(scorable);
    }
    int doc = min;
    while (doc < end && lucene == null && scorable.minimum() <= 0) {
      doc = count(collector, acceptDocs, doc, end);
    }
    if (doc < end && lucene == null) {
      plan(acceptDocs, doc);
      if (hits.areTooMany()) {
        lucene = leaf.lucene(true).bulkScorer();
      } else {
        collectBest(collector, acceptDocs, doc, end);
        doc = end;
      }
    }
    if (doc < end) {
      Primed primed = new Primed(collector, scorable, hits.threshold(0));
      return lucene.score(primed, acceptDocs, doc, max);
    }
    return max >= maxDoc ? DocIdSetIterator.NO_MORE_DOCS : max;
  }

  private void plan(Bits acceptDocs, int from) throws IOException {
    if (hits == null) {
      hits = LeafHits.find(leaf, acceptDocs, from, scorable.minimum());
    }
  }

  /**
   * Collects all matches of a range that begins at {@code from}, or leaves it to Lucene.
   *
   * @return its end
   */
  private int count(LeafCollector collector, Bits acceptDocs, int from, int end)
      throws IOException {
    if (leaf.mayCountOnly()) {
      plan(acceptDocs, from);
      if (hits.threshold(0) > 0 && !hits.areTooMany()) {
        return countMatches(collector, acceptDocs, from, Math.min(end, from + WindowMatches.SIZE));
      }
      if (leaf.isFiltered()) { // few of those that match count
        lucene = leaf.lucene(true).bulkScorer();
        return from;
      }
    }
    return countScores(collector, acceptDocs, from, Math.min(end, from + WindowEvaluator.SIZE));
  }

  /** Every match gets its score. */
  private int countScores(LeafCollector collector, Bits acceptDocs, int from, int to)
      throws IOException {
    if (window == null) {
      window = new WindowEvaluator(leaf.terms());
    }
    window.evaluate(from, to);
    for (int doc = window.next(from); doc >= 0; doc = window.next(doc + 1)) {
      collect(collector, acceptDocs, doc, window.score(doc));
    }
    return to;
  }

  /** Matches that can't be among the hits wanted get the score 0: they are counted, no more. */
  private int countMatches(LeafCollector collector, Bits acceptDocs, int from, int to)
      throws IOException {
    if (matches == null) {
      matches = new WindowMatches(leaf.terms(), hits.open(), maxDoc);
    }
    matches.find(from, to);
    for (int doc = matches.next(from); doc >= 0; doc = matches.next(doc + 1)) {
      collect(collector, acceptDocs, doc, hits.score(doc, scorable.minimum()));
      if (scorable.minimum() > 0) {
        return doc + 1;
      }
    }
    return to;
  }

  private void collectBest(LeafCollector collector, Bits acceptDocs, int from, int to)
      throws IOException {
    for (int doc = hits.next(from, to, scorable.minimum());
        doc < to;
        doc = hits.next(doc + 1, to, scorable.minimum())) {
      collect(collector, acceptDocs, doc, hits.score(doc, scorable.minimum()));
    }
  }

  private void collect(LeafCollector collector, Bits acceptDocs, int doc, float score)
      throws IOException {
    if (score >= scorable.minimum() && isHit(doc, acceptDocs)) {
      scorable.score(score);
      collector.collect(doc);
    }
  }

  private boolean isHit(int doc, Bits acceptDocs) throws IOException {
    return hits == null ? acceptDocs == null || acceptDocs.get(doc) : hits.open().isOpen(doc);
  }

  @Override
  public long cost() {
    return leaf.cost();
  }
}
