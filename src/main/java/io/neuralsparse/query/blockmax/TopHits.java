/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import org.apache.lucene.search.Query;

/**
 * What a search does with a query's hits, as far as it is known before it runs.
 *
 * @param wanted how many of the best are collected, 0 when that isn't known
 * @param filter what a document must match beside the query to be collected, null for nothing; only
 *     with {@code wanted}
 * @param mayStop true where the search may end, by a timeout, with what was collected until then:
 *     every document collected needs its score, where else many are counted only
 */
public record TopHits(int wanted, Query filter, boolean mayStop) {
  /** More hits than this, and it doesn't pay to look for the last one's score beforehand. */
  public static final int MOST = 10_000;

  /** For a search of which nothing is known. */
  public static final TopHits UNKNOWN = new TopHits(0, null, true);
}
