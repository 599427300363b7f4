/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreMode;
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

  /**
   * The documents that can be hits.
   *
   * @param accepted those that count, null for all
   */
  OpenDocuments open(Bits accepted) throws IOException {
    return OpenDocuments.of(context, accepted, filter);
  }

  /**
   * Lucene's way through this segment.
   *
   * @param topLevel whether its scores alone decide
   */
  ScorerSupplier lucene(boolean topLevel) throws IOException {
    ScorerSupplier supplier = lucene.scorerSupplier(context);
    if (supplier == null) { // a filter that has been cached since keeps nothing
      return ConstantScoreScorerSupplier.fromIterator(
          DocIdSetIterator.empty(), 0, ScoreMode.TOP_SCORES, maxDoc());
    }
    if (topLevel) {
      supplier.setTopLevelScoringClause();
    }
    return supplier;
  }

  /** True where not all that match can be hits. */
  boolean isFiltered() {
    return filter != null;
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

  /**
   * True where the postings of so many blocks cost more to read than Lucene's way does.
   *
   * @param share the part of the documents that a filter keeps, negative where there is none
   */
  boolean areTooMany(int candidates, double share) {
    return cost(candidates) > lucenesCost() * filtered(share);
  }

  /**
   * True where so many blocks cost too much to look at, even without their postings.
   *
   * @param share as for {@link #areTooMany}
   */
  boolean areTooManyToRefine(int blocks, double share) {
    return blocks * costs.perBlock() * terms.size() > lucenesCost() * filtered(share);
  }

  /** What Lucene's way costs with a filter, in times what it costs without; as measured. */
  private static double filtered(double share) {
    return share < 0 ? 1 : 0.75 + 5 * share;
  }

  /** True where the search for the threshold costs too much of what it saves. */
  boolean isThresholdTooDear() {
    return cost(shared.wanted()) > lucenesCost() * costs.planAtMost();
  }

  private double lucenesCost() {
    return cost() * costs.perPosting();
  }

  private double cost(int candidates) {
    double sum = 0;
    for (LeafTerm term : terms) {
      sum += Math.min(candidates * costs.perJump(), term.docFreq());
    }
    return sum + candidates * costs.perCandidate() * terms.size();
  }

  /** True where a clause that asks for about so many documents leaves enough to skip. */
  boolean isWorthLeading(long leadCost) {
    return leadCost
        >= maxDoc() * (mayCountOnly() ? costs.leadAtLeast() : costs.leadScoresAtLeast());
  }
}
