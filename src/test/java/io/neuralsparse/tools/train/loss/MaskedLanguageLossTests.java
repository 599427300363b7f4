/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

public final class MaskedLanguageLossTests extends GradientTestCase {
  /** Three positions over four tokens. */
  private static double plain(double[] logits, int[] tokens) {
    double sum = 0;
    for (int n = 0; n < tokens.length; n++) {
      double all = 0;
      for (int v = 0; v < 4; v++) {
        all += Math.exp(logits[n * 4 + v]);
      }
      sum += Math.log(all) - logits[n * 4 + tokens[n]];
    }
    return sum / tokens.length;
  }

  public void testLoss() {
    int[] tokens = {3, 0, 3};
    assertSlopes(
        randoms(12, -2, 2),
        new Shape(3, 4),
        x -> MaskedLanguageLoss.of(x, tokens),
        x -> plain(x, tokens));
  }

  /** Of a vocabulary that no position has learned anything about. */
  public void testEvenLogits() {
    NDArray even = manager.zeros(new Shape(2, 4));
    assertEquals(Math.log(4), MaskedLanguageLoss.of(even, new int[] {1, 2}).getFloat(), 1e-6);
  }

  /**
   * Through the whole way: states of two texts of three positions, of which two are masked, one
   * twice; logits are the states times a decoder of four tokens.
   */
  public void testGatheredPositions() {
    double[] decoder = randoms(8, -1, 1);
    NDArray matrix = array(decoder, new Shape(4, 2));
    int[] rows = {0, 1, 1};
    int[] columns = {2, 0, 0};
    int[] tokens = {1, 3, 2};
    assertSlopes(
        randoms(12, -1, 1),
        new Shape(2, 3, 2),
        x ->
            MaskedLanguageLoss.of(
                MaskedLanguageLoss.gather(x, rows, columns).matMul(matrix.transpose()), tokens),
        x -> {
          double[] logits = new double[12];
          for (int n = 0; n < 3; n++) {
            int state = (rows[n] * 3 + columns[n]) * 2;
            for (int v = 0; v < 4; v++) {
              logits[n * 4 + v] = x[state] * decoder[v * 2] + x[state + 1] * decoder[v * 2 + 1];
            }
          }
          return plain(logits, tokens);
        });
  }

  public void testPositionsOfTheBatch() {
    NDArray states = manager.zeros(new Shape(2, 3, 2));
    assertRefused(
        "a batch must have masked positions, got 0 rows and 0 columns",
        () -> MaskedLanguageLoss.gather(states, new int[0], new int[0]));
    assertRefused(
        "a batch must have masked positions, got 1 rows and 2 columns",
        () -> MaskedLanguageLoss.gather(states, new int[1], new int[2]));
    assertRefused(
        "position [0, 3] is not in a batch of (2, 3, 2)",
        () -> MaskedLanguageLoss.gather(states, new int[] {0}, new int[] {3}));
    assertRefused(
        "position [2, 0] is not in a batch of (2, 3, 2)",
        () -> MaskedLanguageLoss.gather(states, new int[] {2}, new int[] {0}));
  }

  public void testTokensOfTheVocabulary() {
    NDArray logits = manager.zeros(new Shape(2, 4));
    assertRefused(
        "there must be a token for each of 2 positions, got 1",
        () -> MaskedLanguageLoss.of(logits, new int[] {1}));
    assertRefused(
        "token id [4] is not in a vocabulary of 4",
        () -> MaskedLanguageLoss.of(logits, new int[] {1, 4}));
  }

  private static void assertRefused(
      String message, org.apache.lucene.tests.util.LuceneTestCase.ThrowingRunnable call) {
    assertEquals(message, expectThrows(IllegalArgumentException.class, call).getMessage());
  }
}
