/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.QueryBuilder;

/**
 * A query in two parts: score(whole) = score(first) + score(second) for every document, and {@code
 * first} matches what the whole matches.
 *
 * <p>Split are sparse queries, on their own and as {@code should} clauses of {@code bool}, however
 * deep; all others stay whole, in the first part.
 *
 * @param first the whole query, with its light tokens weighing next to nothing
 * @param second the light tokens; asked for documents that match {@code first} only
 */
record TwoPhaseSplit(QueryBuilder first, QueryBuilder second) {
  /** The sparse queries that a split would look at. */
  static List<LearnedSparseQueryBuilder> candidates(QueryBuilder query) {
    List<LearnedSparseQueryBuilder> found = new ArrayList<>();
    if (query instanceof LearnedSparseQueryBuilder sparse) {
      found.add(sparse);
    } else if (query instanceof BoolQueryBuilder bool) {
      bool.should().forEach(clause -> found.addAll(candidates(clause)));
    }
    return found;
  }

  /**
   * Splits a query.
   *
   * @param encoding gives a sparse query its tokens
   * @return null when there are no light tokens that the second part could hold
   */
  static TwoPhaseSplit of(
      QueryBuilder query,
      TwoPhase options,
      Function<LearnedSparseQueryBuilder, LearnedSparseQueryBuilder> encoding) {
    return new Splitter(options, encoding).split(query, 1, true);
  }

  private record Splitter(
      TwoPhase options, Function<LearnedSparseQueryBuilder, LearnedSparseQueryBuilder> encoding) {
    /**
     * Splits a query, or a part of one.
     *
     * @param boost the product of the boosts around the part
     * @param matched whether the second part is asked only for documents that match this part
     */
    TwoPhaseSplit split(QueryBuilder query, float boost, boolean matched) {
      if (!Float.isFinite(boost * query.boost())) {
        return null;
      }
      if (query instanceof LearnedSparseQueryBuilder sparse) {
        return sparse(sparse, boost);
      }
      if (query instanceof BoolQueryBuilder bool) {
        return bool(bool, boost, matched);
      }
      return null;
    }

    private TwoPhaseSplit sparse(LearnedSparseQueryBuilder query, float boost) {
      if (query.options().pruning() != null) {
        return null; // each shard prunes, and does it by the weights
      }
      LearnedSparseQueryBuilder encoded = encoding.apply(query);
      SparseVector tokens = encoded.tokens();
      SparseVector light = options.light(tokens);
      if (light.isEmpty()) {
        return null;
      }
      return new TwoPhaseSplit(
          encoded.withTokens(options.firstPhase(tokens)),
          encoded.withTokens(light).boost(boost * query.boost()).queryName(null));
    }

    private TwoPhaseSplit bool(BoolQueryBuilder bool, float boost, boolean matched) {
      BoolQueryBuilder first = new BoolQueryBuilder();
      BoolQueryBuilder second = new BoolQueryBuilder();
      for (QueryBuilder clause : bool.should()) {
        TwoPhaseSplit split = split(clause, boost * bool.boost(), false);
        first.should(split == null ? clause : split.first);
        if (split != null) {
          second.should(split.second);
        }
      }
      if (second.should().isEmpty()) {
        return null;
      }
      bool.must().forEach(first::must);
      bool.filter().forEach(first::filter);
      bool.mustNot().forEach(first::mustNot);
      first
          .minimumShouldMatch(bool.minimumShouldMatch())
          .adjustPureNegative(bool.adjustPureNegative())
          .boost(bool.boost())
          .queryName(bool.queryName());
      return new TwoPhaseSplit(first, matched ? second : guarded(second, first));
    }

    /** Keeps the light tokens from documents that the clauses around them don't match. */
    private static QueryBuilder guarded(BoolQueryBuilder second, BoolQueryBuilder first) {
      boolean free =
          first.must().isEmpty() && first.filter().isEmpty() && first.mustNot().isEmpty();
      if (free && first.minimumShouldMatch() == null) {
        return second;
      }
      return new BoolQueryBuilder().must(second).filter(first);
    }
  }
}
