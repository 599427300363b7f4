/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;

/** How the score of a document for a query comes from their vectors. */
public enum Similarity {
  /** The dot product, of sparse vectors. */
  DOT,
  /** The dot product of the vectors at length 1, of dense ones; 0 for a vector of length 0. */
  COSINE;

  /** The least length that a vector is divided by. */
  private static final float LEAST_NORM = 1e-12f;

  /**
   * The scores of all documents for all queries.
   *
   * @param queries [Q, V]
   * @param documents [D, V]
   * @return [Q, D]
   */
  public NDArray scores(NDArray queries, NDArray documents) {
    return this == DOT
        ? queries.matMul(documents.transpose())
        : unit(queries).matMul(unit(documents).transpose());
  }

  private static NDArray unit(NDArray vectors) {
    // The root's slope is infinite at 0: what is added keeps a vector of zeros at a slope of 0.
    NDArray norms = vectors.square().sum(new int[] {1}, true).add(LEAST_NORM * LEAST_NORM).sqrt();
    return vectors.div(norms);
  }
}
