/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.blockmax.BlockMaxSearch;
import io.neuralsparse.query.blockmax.BlockMaximaCache;
import io.neuralsparse.query.blockmax.TopHits;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.opensearch.index.query.ParsedQuery;
import org.opensearch.index.shard.SearchOperationListener;
import org.opensearch.search.SearchService;
import org.opensearch.search.internal.SearchContext;
import org.opensearch.search.rescore.RescoreContext;

/**
 * Tells a search's sparse query how many hits are wanted, and what filters them: Lucene doesn't say
 * so to a query, and it is worth most of the work. Only a query that alone decides the score is
 * told.
 */
public final class TopHitsListener implements SearchOperationListener {
  private final BlockMaximaCache cache;

  /** For the indices of a node. */
  public TopHitsListener(BlockMaximaCache cache) {
    this.cache = cache;
  }

  @Override
  public void onPreQueryPhase(SearchContext context) {
    BooleanQuery.Builder filters = new BooleanQuery.Builder();
    ScoringClause scoring = onlyScoringClause(context.query(), 1, filters);
    if (scoring == null) {
      return;
    }
    BooleanQuery beside = filters.build();
    int wanted = wanted(context);
    TopHits hits =
        wanted == 0 ? TopHits.UNKNOWN : new TopHits(wanted, filter(beside), mayTimeOut(context));
    BlockMaxSearch search = new BlockMaxSearch(cache, hits);
    scoring.query.through(search);
    if (hits.filter() != null && !scoring.query.isNested() && isReadByNobodyElse(context)) {
      Query filtered =
          new FilteredSparseQuery(context.query(), scoring.query, scoring.boost, beside, search);
      context.parsedQuery(new ParsedQuery(filtered, context.parsedQuery().namedFilters()));
    }
  }

  /** True where nothing but the search itself looks into the query. */
  private static boolean isReadByNobodyElse(SearchContext context) {
    return context.highlight() == null
        && !context.explain()
        && context.getProfilers() == null
        && context.rescore().isEmpty();
  }

  private static Query filter(BooleanQuery clauses) {
    if (clauses.clauses().isEmpty()) {
      return null;
    }
    // A boolean query of nothing but exclusions would match nothing.
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    clauses.forEach(filter::add);
    return filter.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER).build();
  }

  private static boolean mayTimeOut(SearchContext context) {
    return context.timeout() != null && !context.timeout().equals(SearchService.NO_TIMEOUT);
  }

  /** A sparse query, and what its scores are multiplied by. */
  private record ScoringClause(SparseDotProductQuery query, float boost) {}

  /**
   * The sparse query that all scores come from, or null.
   *
   * @param boost of the query
   * @param filters is given what else a document must match, or must not
   */
  private static ScoringClause onlyScoringClause(
      Query query, float boost, BooleanQuery.Builder filters) {
    if (query instanceof SparseDotProductQuery sparse) {
      return new ScoringClause(sparse, boost);
    }
    if (query instanceof BoostQuery boosted) {
      return onlyScoringClause(boosted.getQuery(), boost * boosted.getBoost(), filters);
    }
    if (!(query instanceof BooleanQuery bool) || bool.getMinimumNumberShouldMatch() > 0) {
      return null;
    }
    Query scoring = null;
    for (BooleanClause clause : bool.clauses()) {
      if (clause.occur() == Occur.FILTER || clause.occur() == Occur.MUST_NOT) {
        filters.add(clause);
      } else if (clause.occur() == Occur.MUST && scoring == null) {
        scoring = clause.query();
      } else {
        return null;
      }
    }
    return scoring == null ? null : onlyScoringClause(scoring, boost, filters);
  }

  /** How many hits the shard collects, the best of all that match; 0 where that isn't so simple. */
  private static int wanted(SearchContext context) {
    boolean plain =
        context.size() > 0
            && context.sort() == null
            && context.searchAfter() == null
            && context.collapse() == null
            && context.scrollContext() == null
            && context.parsedPostFilter() == null
            && context.minimumScore() == null
            && context.terminateAfter() == SearchContext.DEFAULT_TERMINATE_AFTER
            && context.aggregations() == null;
    if (!plain) {
      return 0;
    }
    int wanted = Math.max(0, context.from()) + context.size();
    for (RescoreContext rescore : context.rescore()) {
      wanted = Math.max(wanted, rescore.getWindowSize());
    }
    return wanted > TopHits.MOST ? 0 : wanted;
  }
}
