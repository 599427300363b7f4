/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * What a query needs to run through block maxima in one search.
 *
 * @param cache the node's
 * @param hits what the search does with the query's hits
 * @param costs when to take which way
 */
public record BlockMaxSearch(BlockMaximaCache cache, TopHits hits, CostModel costs) {
  /** With the costs that were measured. */
  public BlockMaxSearch(BlockMaximaCache cache, TopHits hits) {
    this(cache, hits, CostModel.MEASURED);
  }

  /**
   * The query as one weight.
   *
   * @param lucene the query in Lucene's way, for the best hits
   * @param query what it sums up
   */
  public Weight weight(Weight lucene, IndexSearcher searcher, WeightedTerms query)
      throws IOException {
    return new BlockMaxWeight(
        lucene, new SegmentTerms(cache, query), this, filter(searcher), false);
  }

  /**
   * The query and its filter as one weight.
   *
   * @param lucene both in Lucene's way, for the best hits
   * @param query what the query sums up
   */
  public Weight filteredWeight(Weight lucene, IndexSearcher searcher, WeightedTerms query)
      throws IOException {
    return new BlockMaxWeight(lucene, new SegmentTerms(cache, query), this, filter(searcher), true);
  }

  private Weight filter(IndexSearcher searcher) throws IOException {
    return hits.filter() == null
        ? null
        : searcher.createWeight(searcher.rewrite(hits.filter()), ScoreMode.COMPLETE_NO_SCORES, 1);
  }
}
