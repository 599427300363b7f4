/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** In which share of the documents seen so far each token is active. For one thread. */
public final class DocumentShares {
  private final double[] counts;
  private long documents;

  /** Nothing seen. */
  public DocumentShares(int vocabulary) {
    this.counts = new double[vocabulary];
  }

  /**
   * Counts documents.
   *
   * @param vectors [N, V]
   */
  public void add(NDArray vectors) {
    try (NDArray active = vectors.gt(0);
        NDArray ones = active.toType(DataType.FLOAT32, false);
        NDArray sums = ones.sum(new int[] {0})) {
      float[] batch = sums.toFloatArray();
      if (batch.length != counts.length) {
        throw new IllegalArgumentException(
            "vectors must have " + counts.length + " tokens, have " + batch.length);
      }
      for (int token = 0; token < batch.length; token++) {
        counts[token] += batch[token];
      }
    }
    documents += vectors.getShape().get(0);
  }

  /** [V], from 0 to 1; all 0 before the first document. */
  public float[] shares() {
    float[] shares = new float[counts.length];
    for (int token = 0; token < shares.length; token++) {
      shares[token] = (float) (counts[token] / Math.max(1, documents));
    }
    return shares;
  }
}
