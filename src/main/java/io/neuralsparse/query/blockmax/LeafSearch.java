/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** What the scorers of one segment need to know of the search they are part of. */
final class LeafSearch {
  private final LeafReaderContext context;
  private final List<LeafTerm> terms;
  private final SharedThreshold shared;
  private final Weight filter;
  private final Weight lucene;
  private final CostModel costs;
  private final boolean mayStop;

  /**
   * Of one segment.
   *
   * @param terms those of the query that the segment has, each with its maxima
   * @param filter the documents that can be hits at all, or null
   * @param lucene the same query in Lucene's way
   * @param search what it is part of
   */
  LeafSearch(
      LeafReaderContext context,
      List<LeafTerm> terms,
      SharedThreshold shared,
      Weight filter,
      Weight lucene,
      BlockMaxSearch search) {
    this.context = context;
    this.terms = terms;
    this.shared = shared;
    this.filter = filter;
    this.lucene = lucene;
    this.costs = search.costs();
    this.mayStop = search.hits().mayStop();
  }

  List<LeafTerm> terms() {
    return terms;
  }

  SharedThreshold shared() {
    return shared;
  }

  int maxDoc() {
    return context.reader().maxDoc();
  }

  Bits liveDocs() {
    return context.reader().getLiveDocs();
  }

  /** Stands for the segment among those of the search. */
  Object segment() {
    return context.ord;
  }

  /** The filter's documents, before the first; null where there is no filter. */
  DocIdSetIterator filter() throws IOException {
    if (filter == null) {
      return null;
    }
    Scorer scorer = filter.scorer(context);
    return scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
  }

  /**
   * Lucene's way through this segment.
   *
   * @param topLevel whether its scores alone decide
   */
  ScorerSupplier lucene(boolean topLevel) throws IOException {
    ScorerSupplier supplier = lucene.scorerSupplier(context);
    if (topLevel) {
      supplier.setTopLevelScoringClause();
    }
    return supplier;
  }

  /** The postings of all terms. */
  long cost() {
    long sum = 0;
    for (LeafTerm term : terms) {
      sum += term.docFreq();
    }
    return sum;
  }

  /**
   * True where hits that can't be among those wanted may be collected without their score: when it
   * is known how many are wanted, and that all will be collected.
   */
  boolean mayCountOnly() {
    return shared.wanted() > 0 && !mayStop;
  }

  /** True when reading all postings takes less than looking at so many blocks. */
  boolean areTooMany(int candidates) {
    return candidates * costs.perCandidate() * terms.size() > cost();
  }

  /** True where finding the threshold would cost too much of what it saves. */
  boolean isThresholdTooDear() {
    return shared.wanted() * costs.perSeed() * terms.size() > cost() * costs.seedsAtMost();
  }

  /** True where a clause that asks for about so many documents leaves enough to skip. */
  boolean isWorthLeading(long leadCost) {
    return leadCost >= maxDoc() * costs.leadAtLeast();
  }
}
