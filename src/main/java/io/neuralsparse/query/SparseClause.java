/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;

/**
 * What a Lucene query of this package looks for, for those who walk over a request's queries: each
 * such query is a leaf to a {@link org.apache.lucene.search.QueryVisitor}.
 */
public interface SparseClause {
  /** The field of the vectors, by its own name. */
  String field();

  /** The tokens, with their weights. */
  SparseVector tokens();

  /** The model whose tokens they are, or null where the request gave the tokens itself. */
  String model();
}
