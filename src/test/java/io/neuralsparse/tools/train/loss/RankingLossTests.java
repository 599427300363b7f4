/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** The losses of a batch of three queries with two documents each, and of smaller ones. */
public final class RankingLossTests extends GradientTestCase {
  private static final int QUERIES = 3;
  private static final int DOCUMENTS = 6;
  private static final Shape SHAPE = new Shape(QUERIES, DOCUMENTS);

  /** All documents, but that document 4 answers query 0 too. */
  private static final Candidates IN_BATCH =
      Candidates.of(QUERIES, 2, true, (q, d) -> q == 0 && d == 4);

  private static final Candidates OWN = Candidates.of(QUERIES, 2, false, (q, d) -> false);

  /** Summed one by one, without the largest taken off: e^s fits a double. */
  private static double[] softmax(double[] scores, int query, double temperature, Candidates of) {
    double[] shares = new double[DOCUMENTS];
    double sum = 0;
    for (int d = 0; d < DOCUMENTS; d++) {
      if (of.contains(query, d)) {
        shares[d] = Math.exp(scores[query * DOCUMENTS + d] / temperature);
        sum += shares[d];
      }
    }
    for (int d = 0; d < DOCUMENTS; d++) {
      shares[d] /= sum;
    }
    return shares;
  }

  private static double infoNce(double[] scores, double temperature, Candidates candidates) {
    double sum = 0;
    for (int q = 0; q < QUERIES; q++) {
      sum -= Math.log(softmax(scores, q, temperature, candidates)[2 * q]);
    }
    return sum / QUERIES;
  }

  private static double kl(double[] scores, float[][] teacher, Candidates candidates) {
    double sum = 0;
    for (int q = 0; q < QUERIES; q++) {
      double[] student = softmax(scores, q, 1, candidates);
      double[] target = softmax(flat(teacher), q, 1, candidates);
      for (int d = 0; d < DOCUMENTS; d++) {
        sum += candidates.contains(q, d) ? target[d] * Math.log(target[d] / student[d]) : 0;
      }
    }
    return sum / QUERIES;
  }

  private static double marginMse(double[] scores, float[][] teacher, Candidates candidates) {
    double sum = 0;
    int pairs = 0;
    for (int q = 0; q < QUERIES; q++) {
      for (int d = 0; d < DOCUMENTS; d++) {
        if (d != 2 * q && candidates.contains(q, d)) {
          double student = scores[q * DOCUMENTS + 2 * q] - scores[q * DOCUMENTS + d];
          sum += Math.pow(student - (teacher[q][2 * q] - teacher[q][d]), 2);
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  private static double[] flat(float[][] teacher) {
    double[] scores = new double[SHAPE.size() == 0 ? 0 : (int) SHAPE.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = teacher[i / DOCUMENTS][i % DOCUMENTS];
    }
    return scores;
  }

  /** Not a number where nobody asks. */
  private static float[][] teacher(Candidates candidates) {
    float[][] scores = new float[QUERIES][DOCUMENTS];
    for (int q = 0; q < QUERIES; q++) {
      for (int d = 0; d < DOCUMENTS; d++) {
        scores[q][d] =
            candidates.contains(q, d) ? (float) randomDoubleBetween(-3, 3, true) : Float.NaN;
      }
    }
    return scores;
  }

  public void testInfoNce() {
    for (Candidates candidates : new Candidates[] {IN_BATCH, OWN}) {
      for (double temperature : new double[] {1, 0.5, 3}) {
        assertSlopes(
            randoms(18, -2, 2),
            SHAPE,
            x -> new InfoNce(temperature).of(x, candidates),
            x -> infoNce(x, temperature, candidates));
      }
    }
  }

  /** (softmax − 1 at the positive) / (Q τ): what is no candidate has no slope at all. */
  public void testInfoNceInClosedForm() {
    double[] scores = randoms(18, -2, 2);
    Slopes slopes = slopes(scores, SHAPE, x -> new InfoNce(0.5).of(x, IN_BATCH));
    for (int q = 0; q < QUERIES; q++) {
      double[] shares = softmax(scores, q, 0.5, IN_BATCH);
      for (int d = 0; d < DOCUMENTS; d++) {
        double expected = (shares[d] - (d == 2 * q ? 1 : 0)) / (QUERIES * 0.5);
        assertEquals(expected, slopes.gradient()[q * DOCUMENTS + d], 1e-6);
      }
    }
    assertEquals(0, slopes.gradient()[4], 0);
  }

  /** The positive 200 ahead, the positive 200 behind: no overflow, and a loss of 200 / τ. */
  public void testInfoNceFarApart() {
    Candidates two = Candidates.of(1, 2, false, (q, d) -> false);
    InfoNce loss = new InfoNce(0.1);
    assertEquals(0, loss.of(array(new double[] {200, 0}, new Shape(1, 2)), two).getFloat(), 0);
    assertEquals(
        2000, loss.of(array(new double[] {0, 200}, new Shape(1, 2)), two).getFloat(), 1e-3);
  }

  public void testKlDistillation() {
    for (Candidates candidates : new Candidates[] {IN_BATCH, OWN}) {
      float[][] teacher = teacher(candidates);
      assertSlopes(
          randoms(18, -2, 2),
          SHAPE,
          x -> KlDistillation.of(x, teacher, candidates),
          x -> kl(x, teacher, candidates));
    }
  }

  public void testKlInClosedForm() {
    double[] scores = randoms(18, -2, 2);
    float[][] teacher = teacher(IN_BATCH);
    Slopes slopes = slopes(scores, SHAPE, x -> KlDistillation.of(x, teacher, IN_BATCH));
    for (int q = 0; q < QUERIES; q++) {
      double[] student = softmax(scores, q, 1, IN_BATCH);
      double[] target = softmax(flat(teacher), q, 1, IN_BATCH);
      for (int d = 0; d < DOCUMENTS; d++) {
        assertEquals(
            (student[d] - target[d]) / QUERIES, slopes.gradient()[q * DOCUMENTS + d], 1e-6);
      }
    }
  }

  /** A constant more or less is the same choice. */
  public void testKlOfTheTeacherItselfIsZero() {
    float[][] teacher = teacher(OWN);
    double[] scores = flat(teacher);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Double.isNaN(scores[i]) ? 0.5 : scores[i] + 2;
    }
    Slopes slopes = slopes(scores, SHAPE, x -> KlDistillation.of(x, teacher, OWN));
    assertEquals(0, slopes.value(), 1e-6);
    assertArrayEquals(new double[18], slopes.gradient(), 1e-6);
  }

  /** S = 30 makes teachers nearly certain: shares that are 0 as floats add nothing. */
  public void testKlOfACertainTeacher() {
    Candidates two = Candidates.of(1, 2, false, (q, d) -> false);
    NDArray even = array(new double[] {1, 1}, new Shape(1, 2));
    double loss = KlDistillation.of(even, new float[][] {{3000, 0}}, two).getFloat();
    assertEquals(Math.log(2), loss, 1e-6);
  }

  public void testMarginMse() {
    for (Candidates candidates : new Candidates[] {IN_BATCH, OWN}) {
      float[][] teacher = teacher(candidates);
      assertSlopes(
          randoms(18, -2, 2),
          SHAPE,
          x -> MarginMse.of(x, teacher, candidates),
          x -> marginMse(x, teacher, candidates));
    }
  }

  public void testMarginMseByHand() {
    Candidates three = Candidates.of(1, 3, false, (q, d) -> false);
    NDArray scores = array(new double[] {5, 3, 1}, new Shape(1, 3));
    // Margins 2 and 4 against 1 and 1: (1 + 9) / 2.
    assertEquals(5, MarginMse.of(scores, new float[][] {{2, 1, 1}}, three).getFloat(), 1e-6);
    assertEquals(0, MarginMse.of(scores, new float[][] {{4, 2, 0}}, three).getFloat(), 1e-6);
  }

  /** Nothing to choose from: nothing to learn, and no error. */
  public void testPositivesAlone() {
    Candidates alone = Candidates.of(2, 1, false, (q, d) -> false);
    double[] scores = {0.5, 9, 9, -1};
    Shape shape = new Shape(2, 2);
    float[][] teacher = {{4, Float.NaN}, {Float.NaN, -7}};
    for (Slopes slopes :
        Arrays.asList(
            slopes(scores, shape, x -> new InfoNce(1).of(x, alone)),
            slopes(scores, shape, x -> KlDistillation.of(x, teacher, alone)),
            slopes(scores, shape, x -> MarginMse.of(x, teacher, alone)))) {
      assertEquals(0, slopes.value(), 0);
      assertArrayEquals(new double[4], slopes.gradient(), 0);
    }
  }

  /** A network that has run away must show in the loss. */
  public void testNotANumberStaysNotANumber() {
    double[] scores = randoms(18, -2, 2);
    scores[randomIntBetween(0, 17)] = Double.NaN;
    NDArray broken = array(scores, SHAPE);
    float[][] teacher = teacher(IN_BATCH);
    assertTrue(Float.isNaN(new InfoNce(1).of(broken, IN_BATCH).getFloat()));
    assertTrue(Float.isNaN(KlDistillation.of(broken, teacher, IN_BATCH).getFloat()));
    assertTrue(Float.isNaN(MarginMse.of(broken, teacher, IN_BATCH).getFloat()));
  }

  public void testTeachersThatScoreNothing() {
    NDArray scores = array(randoms(18, -2, 2), SHAPE);
    float[][] teacher = teacher(OWN);
    teacher[2][5] = Float.NaN;
    String message = "a teacher's score must be finite, got [NaN] for query [2] and document [5]";
    assertEquals(
        message,
        expectThrows(IllegalArgumentException.class, () -> KlDistillation.of(scores, teacher, OWN))
            .getMessage());
    assertEquals(
        message,
        expectThrows(IllegalArgumentException.class, () -> MarginMse.of(scores, teacher, OWN))
            .getMessage());
  }

  public void testTemperature() {
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> new InfoNce(wrong));
      assertEquals("[temperature] must be finite and above 0, got [" + wrong + "]", e.getMessage());
    }
  }
}
