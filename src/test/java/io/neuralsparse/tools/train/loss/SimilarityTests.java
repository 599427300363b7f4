/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

public final class SimilarityTests extends GradientTestCase {
  private static final Shape QUERIES = new Shape(2, 3);
  private static final Shape DOCUMENTS = new Shape(4, 3);

  /** Σ over pairs of (pair's number + 1) · score, so that each pair has a slope of its own. */
  private static double weighed(double[] queries, double[] documents, boolean cosine) {
    double sum = 0;
    for (int q = 0; q < 2; q++) {
      for (int d = 0; d < 4; d++) {
        double dot = 0;
        double queryNorm = 0;
        double documentNorm = 0;
        for (int v = 0; v < 3; v++) {
          dot += queries[q * 3 + v] * documents[d * 3 + v];
          queryNorm += queries[q * 3 + v] * queries[q * 3 + v];
          documentNorm += documents[d * 3 + v] * documents[d * 3 + v];
        }
        sum += (q * 4 + d + 1) * (cosine ? dot / Math.sqrt(queryNorm * documentNorm) : dot);
      }
    }
    return sum;
  }

  private NDArray weighed(NDArray scores) {
    assertEquals(new Shape(2, 4), scores.getShape());
    return scores.mul(manager.arange(1f, 9f).reshape(2, 4)).sum();
  }

  public void testDotProducts() {
    double[] queries = randoms(6, -1, 1);
    double[] documents = randoms(12, -1, 1);
    NDArray q = array(queries, QUERIES);
    NDArray d = array(documents, DOCUMENTS);
    assertSlopes(
        documents,
        DOCUMENTS,
        x -> weighed(Similarity.DOT.scores(q, x)),
        x -> weighed(queries, x, false));
    assertSlopes(
        queries,
        QUERIES,
        x -> weighed(Similarity.DOT.scores(x, d)),
        x -> weighed(x, documents, false));
  }

  public void testCosines() {
    double[] queries = randoms(6, 0.2, 1);
    double[] documents = randoms(12, 0.2, 1);
    documents[2] = -5;
    NDArray q = array(queries, QUERIES);
    NDArray d = array(documents, DOCUMENTS);
    assertSlopes(
        documents,
        DOCUMENTS,
        x -> weighed(Similarity.COSINE.scores(q, x)),
        x -> weighed(queries, x, true));
    assertSlopes(
        queries,
        QUERIES,
        x -> weighed(Similarity.COSINE.scores(x, d)),
        x -> weighed(x, documents, true));
  }

  public void testVectorOfZerosScoresZero() {
    NDArray q = array(randoms(6, 0.2, 1), QUERIES);
    Slopes slopes = slopes(new double[12], DOCUMENTS, x -> Similarity.COSINE.scores(q, x).sum());
    assertEquals(0, slopes.value(), 0);
    for (double slope : slopes.gradient()) {
      assertTrue("" + slope, Double.isFinite(slope));
    }
  }
}
