/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.blockmax.BlockMaxSearch;
import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Weight;

/**
 * A boolean query of one sparse query and filters, so that either way sees both: Lucene searches
 * single clauses beside a filter faster than a clause that hides them.
 */
final class FilteredSparseQuery extends Query {
  private final Query original;
  private final SparseDotProductQuery sparse;
  private final float boost;
  private final BooleanQuery filters;
  private final BlockMaxSearch search;

  /**
   * The same hits and scores as another query.
   *
   * @param original that query
   * @param sparse what all its scores come from
   * @param boost what they are multiplied by
   * @param filters what else a document must match, or must not
   * @param search in which the query runs
   */
  FilteredSparseQuery(
      Query original,
      SparseDotProductQuery sparse,
      float boost,
      BooleanQuery filters,
      BlockMaxSearch search) {
    this.original = original;
    this.sparse = sparse;
    this.boost = boost;
    this.filters = filters;
    this.search = search;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float outerBoost)
      throws IOException {
    if (scoreMode != ScoreMode.TOP_SCORES) {
      return original.createWeight(searcher, scoreMode, outerBoost);
    }
    BooleanQuery.Builder flat = new BooleanQuery.Builder();
    sparse.clauses().forEach(clause -> flat.add(clause, Occur.SHOULD));
    for (BooleanClause filter : filters.clauses()) {
      flat.add(filter);
    }
    float factor = boost * outerBoost;
    Weight lucene =
        flat.setMinimumNumberShouldMatch(1).build().createWeight(searcher, scoreMode, factor);
    return search.filteredWeight(lucene, searcher, sparse.weightedTerms(factor));
  }

  @Override
  public void visit(QueryVisitor visitor) {
    original.visit(visitor);
  }

  @Override
  public String toString(String field) {
    return original.toString(field);
  }

  @Override
  public boolean equals(Object other) {
    return sameClassAs(other) && original.equals(((FilteredSparseQuery) other).original);
  }

  @Override
  public int hashCode() {
    return Objects.hash(classHash(), original);
  }
}
