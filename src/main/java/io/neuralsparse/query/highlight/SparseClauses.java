/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.query.SparseClause;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;

/** Finds the sparse clauses of a query, however deep, but for those that must not match. */
final class SparseClauses extends QueryVisitor {
  /**
   * A clause in its place.
   *
   * @param boost the product of all boosts around it
   */
  record Found(SparseClause clause, float boost) {}

  private final List<Found> found;
  private final float boost;

  private SparseClauses(List<Found> found, float boost) {
    this.found = found;
    this.boost = boost;
  }

  /** The clauses of some queries, in the order of the walk. */
  static List<Found> of(List<Query> queries) {
    List<Found> found = new ArrayList<>();
    queries.forEach(query -> query.visit(new SparseClauses(found, 1f)));
    return found;
  }

  @Override
  public QueryVisitor getSubVisitor(Occur occur, Query parent) {
    if (occur == Occur.MUST_NOT) {
      return EMPTY_VISITOR;
    }
    return parent instanceof BoostQuery boosted
        ? new SparseClauses(found, boost * boosted.getBoost())
        : this;
  }

  @Override
  public void visitLeaf(Query query) {
    if (query instanceof SparseClause clause) {
      found.add(new Found(clause, boost));
    }
  }
}
