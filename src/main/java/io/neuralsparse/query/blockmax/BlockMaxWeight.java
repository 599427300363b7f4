/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.FilterWeight;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;

/**
 * A sum of weighted terms whose best hits are wanted: through the block maxima in segments where
 * they are at hand and help, else in Lucene's way.
 */
final class BlockMaxWeight extends FilterWeight {
  private final SegmentTerms terms;
  private final SharedThreshold shared;
  private final Weight filter;
  private final BlockMaxSearch search;
  private final boolean filters;

  /**
   * Of one search; its segments may be searched by several threads.
   *
   * @param lucene the same query in Lucene's way, for the best hits
   * @param terms finds the terms and their maxima
   * @param search how many hits are wanted, and when to take which way
   * @param filter the documents that can be hits at all, or null
   * @param filters whether the filter is part of the query: else it stands beside it
   */
  BlockMaxWeight(
      Weight lucene, SegmentTerms terms, BlockMaxSearch search, Weight filter, boolean filters) {
    super(lucene);
    this.terms = terms;
    this.shared = new SharedThreshold(search.hits().wanted());
    this.search = search;
    this.filter = filter;
    this.filters = filters;
  }

  @Override
  public Explanation explain(LeafReaderContext context, int doc) throws IOException {
    return in.explain(context, doc);
  }

  @Override
  public ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
    if (filters && filter.scorerSupplier(context) == null) {
      return null;
    }
    List<LeafTerm> found = terms.find(context);
    if (found == null) {
      return in.scorerSupplier(context);
    }
    LeafSearch leaf = new LeafSearch(context, found, shared, filter, in, search);
    boolean ours = !leaf.isThresholdTooDear() && (!filters || leaf.mayCountOnly());
    return ours ? new Supplier(leaf, filters) : in.scorerSupplier(context);
  }

  /** Ours where the scores decide alone, Lucene's elsewhere. */
  private static final class Supplier extends ScorerSupplier {
    private final LeafSearch leaf;
    private final boolean filters;
    private boolean topLevel;

    Supplier(LeafSearch leaf, boolean filters) {
      this.leaf = leaf;
      this.filters = filters;
    }

    @Override
    public Scorer get(long leadCost) throws IOException {
      return topLevel && !filters && leaf.isWorthLeading(leadCost)
          ? new BlockMaxScorer(leaf, leadCost)
          : leaf.lucene(topLevel).get(leadCost);
    }

    @Override
    public BulkScorer bulkScorer() {
      return new BlockMaxBulkScorer(leaf);
    }

    @Override
    public long cost() {
      return leaf.cost();
    }

    @Override
    public void setTopLevelScoringClause() {
      topLevel = true;
    }
  }
}
