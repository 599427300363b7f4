/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.model.TokenFrequency;
import java.util.BitSet;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Penalties of four documents over five tokens. */
public final class PenaltyTests extends GradientTestCase {
  private static final int DOCUMENTS = 4;
  private static final int TOKENS = 5;
  private static final Shape SHAPE = new Shape(DOCUMENTS, TOKENS);

  /** Σ_t (factor_t · mean over documents)². */
  private static double flops(double[] weights, double[] factors) {
    double sum = 0;
    for (int t = 0; t < TOKENS; t++) {
      double mean = 0;
      for (int d = 0; d < DOCUMENTS; d++) {
        mean += weights[d * TOKENS + t] / DOCUMENTS;
      }
      sum += Math.pow(factors[t] * mean, 2);
    }
    return sum;
  }

  private static double[] ones() {
    return new double[] {1, 1, 1, 1, 1};
  }

  public void testFlops() {
    assertSlopes(weights(20), SHAPE, new Flops()::of, x -> flops(x, ones()));
  }

  public void testFlopsByHand() {
    NDArray documents = manager.create(new float[] {1, 0, 3, 2}, new Shape(2, 2));
    assertEquals(5, new Flops().of(documents).getFloat(), 0); // means 2 and 1
  }

  public void testIdfFlops() {
    double[] idf = randoms(TOKENS, 0.5, 4);
    NDArray table = array(idf, new Shape(TOKENS));
    double[] factors = new double[TOKENS];
    for (int t = 0; t < TOKENS; t++) {
      factors[t] = 1 / idf[t];
    }
    assertSlopes(weights(20), SHAPE, new IdfFlops(table)::of, x -> flops(x, factors));
  }

  /** A token without IDF has effective weight 0: it pays nothing, and nothing is divided by 0. */
  public void testIdfOfZero() {
    NDArray table = manager.create(new float[] {2, 0, -1, 1, 0});
    double[] factors = {0.5, 0, 0, 1, 0};
    double[] weights = randoms(20, 0.5, 2);
    assertSlopes(weights, SHAPE, new IdfFlops(table)::of, x -> flops(x, factors));
  }

  /**
   * The two forms are one model under u = idf · w. On w: queries weigh tokens by idf, the penalty
   * is FLOPS of w. On u: queries weigh tokens 1, the penalty is that of u / idf. Loss and penalty
   * are equal, dL/dw = idf · dL/du; and where u is made from idf on the tape, the penalty has no
   * slope in idf, as it has none in the first form.
   */
  public void testTheTwoFormsOfIdfFlopsAreOneModel() {
    double[] idf = randoms(TOKENS, 0.5, 4);
    double[] w = weights(20);
    double[] u = new double[20];
    for (int i = 0; i < u.length; i++) {
      u[i] = (float) (idf[i % TOKENS] * w[i]);
    }
    NDArray table = array(idf, new Shape(TOKENS));
    NDArray ones = array(ones(), new Shape(TOKENS));
    Slopes onWeights = slopes(w, SHAPE, x -> loss(x, table, new Flops()));
    Slopes onEffective = slopes(u, SHAPE, x -> loss(x, ones, new IdfFlops(table)));
    assertEquals(onWeights.value(), onEffective.value(), 1e-5 * onWeights.value());
    for (int i = 0; i < u.length; i++) {
      double expected = onWeights.gradient()[i];
      assertEquals(
          expected, idf[i % TOKENS] * onEffective.gradient()[i], 1e-4 * (1 + Math.abs(expected)));
    }
    NDArray weights = array(w, SHAPE);
    Slopes onTable = slopes(idf, new Shape(TOKENS), x -> new IdfFlops(x).of(weights.mul(x)));
    assertArrayEquals(new double[TOKENS], onTable.gradient(), 1e-5);
  }

  public void testEffectiveFlops() {
    double[] idf = randoms(TOKENS, 0.5, 4);
    NDArray table = array(idf, new Shape(TOKENS));
    assertSlopes(weights(20), SHAPE, new EffectiveFlops(table)::of, x -> flops(x, idf));
    NDArray weights = array(weights(20), SHAPE);
    assertEquals(
        new Flops().of(weights.mul(table)).getFloat(),
        new EffectiveFlops(table).of(weights).getFloat(),
        1e-5);
  }

  /** InfoNCE of two queries with two documents each, and a tenth of a penalty. */
  private NDArray loss(NDArray documents, NDArray idf, Penalty penalty) {
    NDArray queries =
        new QueryMatrix(TokenFrequency.SET, new BitSet())
            .vectors(List.of(new int[] {0, 1, 3}, new int[] {2, 3, 4}), idf, manager);
    NDArray scores = Similarity.DOT.scores(queries, documents);
    Candidates candidates = Candidates.of(2, 2, true, (q, d) -> false);
    return new InfoNce(1).of(scores, candidates).add(penalty.of(documents).mul(0.1f));
  }

  /** Documents with 1, 2, 3 and 5 tokens. */
  private static double[] lengths() {
    return new double[] {1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 2, 1, 0, 0, 1, 1, 1, 1, 0.5};
  }

  /** The documents with few tokens are zeros here, and count in the mean. */
  public void testThresholdedFlops() {
    for (int threshold = 0; threshold <= 5; threshold++) {
      double[] weights = lengths();
      boolean[] pays = {threshold < 1, threshold < 2, threshold < 3, threshold < 5};
      Slopes slopes = slopes(weights, SHAPE, new ThresholdedFlops(threshold)::of);
      double[] paying = weights.clone();
      for (int i = 0; i < paying.length; i++) {
        paying[i] = pays[i / TOKENS] ? paying[i] : 0;
      }
      assertEquals(flops(paying, ones()), slopes.value(), 1e-5);
      for (int i = 0; i < weights.length; i++) {
        double mean = 0;
        for (int d = 0; d < DOCUMENTS; d++) {
          mean += paying[d * TOKENS + i % TOKENS] / DOCUMENTS;
        }
        double expected = pays[i / TOKENS] ? 2 * mean / DOCUMENTS : 0;
        assertEquals("threshold " + threshold, expected, slopes.gradient()[i], 1e-6);
      }
    }
  }

  public void testThreshold() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new ThresholdedFlops(-1));
    assertEquals("[threshold] must be 0 or more, got [-1]", e.getMessage());
  }

  public void testDocumentFrequencyFlops() {
    float[] shares = {0, 0.05f, 0.1f, 0.2f, 1};
    // log_0.1(2) = −log10(2): 0.1 to that is 2, 0.2 is 10^((1 − log10 2) · log10 2), and so on.
    DoubleUnaryOperator payment =
        share -> 1 / (1 + Math.pow(Math.pow(10, -Math.log10(share) * Math.log10(2)) - 1, 10));
    double[] factors = {0, payment.applyAsDouble(0.05f), 0.5, payment.applyAsDouble(0.2f), 1};
    assertEquals(0.05, factors[1], 0.05);
    assertEquals(0.95, factors[3], 0.05);
    Penalty penalty =
        DocumentFrequencyFlops.of(
            shares, DocumentFrequencyFlops.ALPHA, DocumentFrequencyFlops.BETA);
    assertSlopes(randoms(20, 0.5, 2), SHAPE, penalty::of, x -> flops(x, factors));
  }

  public void testSettingsOfDocumentFrequencyFlops() {
    assertRefused("[alpha] must be above 0 and below 1, got [1.0]", new float[1], 1, 10);
    assertRefused("[alpha] must be above 0 and below 1, got [NaN]", new float[1], Double.NaN, 10);
    assertRefused("[beta] must be finite and above 0, got [0.0]", new float[1], 0.1, 0);
    assertRefused(
        "the share of documents with token [1] must be from 0 to 1, got [1.5]",
        new float[] {0, 1.5f},
        0.1,
        10);
    assertRefused(
        "the share of documents with token [0] must be from 0 to 1, got [NaN]",
        new float[] {Float.NaN},
        0.1,
        10);
  }

  private static void assertRefused(String message, float[] shares, double alpha, double beta) {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> DocumentFrequencyFlops.of(shares, alpha, beta));
    assertEquals(message, e.getMessage());
  }

  public void testDocumentsOfZeros() {
    NDArray idf = manager.create(new float[] {1, 0, 2, 3, 1});
    for (Penalty penalty :
        List.of(
            new Flops(),
            new IdfFlops(idf),
            new ThresholdedFlops(0),
            DocumentFrequencyFlops.of(new float[] {1, 1, 0, 0, 0.5f}, 0.1, 10))) {
      Slopes slopes = slopes(new double[20], SHAPE, penalty::of);
      assertEquals(0, slopes.value(), 0);
      assertArrayEquals(new double[20], slopes.gradient(), 0);
    }
  }

  public void testNotANumberStaysNotANumber() {
    double[] weights = weights(20);
    weights[0] = Double.NaN;
    NDArray broken = array(weights, SHAPE);
    NDArray idf = manager.create(new float[] {1, 1, 1, 1, 1});
    assertTrue(Float.isNaN(new Flops().of(broken).getFloat()));
    assertTrue(Float.isNaN(new IdfFlops(idf).of(broken).getFloat()));
    assertTrue(Float.isNaN(new ThresholdedFlops(0).of(broken).getFloat()));
  }

  public void testSchedule() {
    PenaltySchedule schedule = new PenaltySchedule(0.08, 200);
    assertEquals(0.08 / 40_000, schedule.at(1), 1e-15);
    assertEquals(0.02, schedule.at(100), 1e-15);
    assertEquals(0.08, schedule.at(200), 0);
    assertEquals(0.08, schedule.at(100_000_000_000L), 0);
    assertEquals(0.08, new PenaltySchedule(0.08, 0).at(1), 0);
    assertEquals(0, new PenaltySchedule(0, 10).at(5), 0);
    assertEquals(
        "[weight] must be finite and 0 or more, got [-0.1]",
        expectThrows(IllegalArgumentException.class, () -> new PenaltySchedule(-0.1, 1))
            .getMessage());
    assertEquals(
        "[weight] must be finite and 0 or more, got [NaN]",
        expectThrows(IllegalArgumentException.class, () -> new PenaltySchedule(Double.NaN, 1))
            .getMessage());
    assertEquals(
        "[steps] must be 0 or more, got [-1]",
        expectThrows(IllegalArgumentException.class, () -> new PenaltySchedule(1, -1))
            .getMessage());
  }
}
