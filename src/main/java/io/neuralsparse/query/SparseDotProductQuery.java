/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.blockmax.BlockMaxSearch;
import io.neuralsparse.query.blockmax.WeightedTerms;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * Matches documents that have a token of the query, and scores them by the dot product
 *
 * <pre>
 *   score(d) = boost · sum over tokens t of w_t(q) · w_t(d)
 * </pre>
 *
 * <p>over a field of {@link FeatureField}s. The index keeps 9 significant bits of w_t(d), rounded
 * down; w_t(q) may be any positive finite number, and there is no limit to the number of tokens: to
 * Lucene's clause limit this query counts as one.
 */
final class SparseDotProductQuery extends Query implements SparseClause {
  private final String field;
  private final SparseVector tokens;
  private final TokenOrigin origin;

  /** Not part of what the query is, only of how it is run. */
  private volatile BlockMaxSearch through;

  SparseDotProductQuery(String field, SparseVector tokens) {
    this(field, tokens, null);
  }

  /**
   * A query whose tokens can be traced.
   *
   * @param origin where the tokens are from, or null where the request gave them or nobody asks;
   *     what matches, and how well, does not depend on it, nor does equality
   */
  SparseDotProductQuery(String field, SparseVector tokens, TokenOrigin origin) {
    this.field = Objects.requireNonNull(field);
    this.tokens = Objects.requireNonNull(tokens);
    this.origin = origin;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost)
      throws IOException {
    // Made here and not by the searcher, which would cache its matches beside this query's.
    Weight scoring = disjunction(clauses()).createWeight(searcher, scoreMode, boost);
    Weight explained = new ExplainedWeight(this, scoring, boost);
    BlockMaxSearch search = through;
    if (search == null || isNested() || scoreMode != ScoreMode.TOP_SCORES) {
      return explained;
    }
    return search.weight(explained, searcher, weightedTerms(boost));
  }

  /** What is summed up, in the tokens' order. */
  List<Query> clauses() {
    List<Query> clauses = new ArrayList<>(tokens.size());
    for (SparseVector.Entry entry : tokens.entries()) {
      // The weight goes outside: FeatureField takes weights up to 64 only.
      clauses.add(
          new BoostQuery(FeatureField.newLinearQuery(field, entry.token(), 1f), entry.weight()));
    }
    return clauses;
  }

  /** The same for block maxima. */
  WeightedTerms weightedTerms(float boost) {
    return new WeightedTerms(field, tokens, boost);
  }

  /**
   * True when it takes nested sums to score this in Lucene's way. They are rounded one by one, so
   * that another way would part equal documents by a last bit.
   */
  boolean isNested() {
    return tokens.size() >= IndexSearcher.getMaxClauseCount();
  }

  /** Lets this query run through block maxima, in a search in which it alone decides the score. */
  void through(BlockMaxSearch search) {
    this.through = search;
  }

  /** As {@link #through(BlockMaxSearch)} said, or null. */
  BlockMaxSearch through() {
    return through;
  }

  /** A sum of any number of clauses; nested where one query may not have as many. */
  private static Query disjunction(List<Query> clauses) {
    int limit = IndexSearcher.getMaxClauseCount();
    List<Query> level = clauses;
    while (level.size() > limit) {
      List<Query> groups = new ArrayList<>();
      for (int from = 0; from < level.size(); from += limit) {
        groups.add(sum(level.subList(from, Math.min(from + limit, level.size()))));
      }
      level = groups;
    }
    return sum(level);
  }

  private static Query sum(List<Query> clauses) {
    BooleanQuery.Builder sum = new BooleanQuery.Builder();
    clauses.forEach(clause -> sum.add(clause, BooleanClause.Occur.SHOULD));
    return sum.build();
  }

  @Override
  public String field() {
    return field;
  }

  @Override
  public SparseVector tokens() {
    return tokens;
  }

  @Override
  public String model() {
    return origin == null ? null : origin.model();
  }

  /** Where the tokens are from, or null. */
  TokenOrigin origin() {
    return origin;
  }

  @Override
  public void visit(QueryVisitor visitor) {
    if (visitor.acceptField(field)) {
      visitor.visitLeaf(this);
    }
  }

  @Override
  public String toString(String defaultField) {
    return field + ":" + tokens;
  }

  @Override
  public boolean equals(Object other) {
    return sameClassAs(other)
        && field.equals(((SparseDotProductQuery) other).field)
        && tokens.equals(((SparseDotProductQuery) other).tokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(classHash(), field, tokens);
  }
}
