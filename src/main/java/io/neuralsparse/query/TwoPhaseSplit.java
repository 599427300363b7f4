/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.opensearch.index.query.BoolQueryBuilder;
import org.opensearch.index.query.QueryBuilder;

/**
 * A query in two parts: for every document that {@code first} matches, score(whole) = score(first)
 * + score(second). What {@code first} does not match are documents with light tokens only, where
 * enough others are there; see {@link Phase}.
 *
 * <p>Split are sparse queries, on their own and as {@code should} clauses of {@code bool}, however
 * deep; all others stay whole, in the first part.
 *
 * @param first the query without its light tokens
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
   * @param wanted how many documents the first part should find on a shard that has them
   * @param encoding gives a sparse query its tokens
   * @return null when there are no light tokens that the second part could hold
   */
  static TwoPhaseSplit of(
      QueryBuilder query,
      TwoPhase options,
      int wanted,
      Function<LearnedSparseQueryBuilder, LearnedSparseQueryBuilder> encoding) {
    return new Splitter(options, wanted, encoding).split(query, 1, true);
  }

  private record Splitter(
      TwoPhase options,
      int wanted,
      Function<LearnedSparseQueryBuilder, LearnedSparseQueryBuilder> encoding) {
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
      int heavy = options.heavy(tokens).size();
      if (heavy == tokens.size()) {
        return null;
      }
      return new TwoPhaseSplit(
          encoded.in(new Phase(false, heavy, wanted)),
          encoded.in(new Phase(true, heavy, wanted)).boost(boost * query.boost()).queryName(null));
    }

    private TwoPhaseSplit bool(BoolQueryBuilder bool, float boost, boolean matched) {
      if (!isOptionalOrAlone(bool)) {
        return null;
      }
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
      return new TwoPhaseSplit(first, matched ? second : guarded(second, bool));
    }

    /**
     * False where {@code should} clauses must match and others must, too: then a document may have
     * to have a heavy token, though enough documents that have one are ruled out.
     */
    private static boolean isOptionalOrAlone(BoolQueryBuilder bool) {
      String least = bool.minimumShouldMatch();
      if (least == null || least.equals("0")) {
        return hasConditions(bool) || bool.mustNot().isEmpty();
      }
      return least.equals("1") && !hasConditions(bool) && bool.mustNot().isEmpty();
    }

    private static boolean hasConditions(BoolQueryBuilder bool) {
      return !bool.must().isEmpty() || !bool.filter().isEmpty();
    }

    /** Keeps the light tokens from documents that the clauses around them don't match. */
    private static QueryBuilder guarded(BoolQueryBuilder second, BoolQueryBuilder bool) {
      if (!hasConditions(bool)) {
        return second;
      }
      BoolQueryBuilder guarded = new BoolQueryBuilder().must(second);
      bool.must().forEach(guarded::filter);
      bool.filter().forEach(guarded::filter);
      bool.mustNot().forEach(guarded::mustNot);
      return guarded;
    }
  }
}
