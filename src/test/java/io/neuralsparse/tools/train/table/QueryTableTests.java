/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

import java.util.BitSet;
import java.util.Random;
import org.opensearch.test.OpenSearchTestCase;

public class QueryTableTests extends OpenSearchTestCase {
  private static final int VOCABULARY = 8;
  private static final int[] DOCUMENTS = {4, 5, 6};
  private static final int[][] QUERIES = {{0, 1}, {1, 2, 7}, {3}};

  private static TablePlan plan(int steps, double least) {
    return new TablePlan(steps, 0.05, 0.5, 0, least);
  }

  /** Three documents with some of the tokens each. */
  private static DocumentVectors documents(Random random) {
    DocumentVectors documents = new DocumentVectors(7);
    for (int text : DOCUMENTS) {
      int[] ids = random.ints(0, VOCABULARY).distinct().limit(5).toArray();
      float[] weights = new float[ids.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 0.2f + random.nextFloat();
      }
      documents.put(text, ids, weights);
    }
    return documents;
  }

  private static double weight(DocumentVectors documents, int text, int token) {
    for (int i = 0; i < documents.tokens(text).length; i++) {
      if (documents.tokens(text)[i] == token) {
        return documents.weights(text)[i];
      }
    }
    return 0;
  }

  /** The loss as its formula has it; the second document is a positive of the first query too. */
  private static double loss(DocumentVectors documents, float[] table) {
    double loss = 0;
    for (int q = 0; q < QUERIES.length; q++) {
      double sum = 0;
      double positive = 0;
      for (int d = 0; d < DOCUMENTS.length; d++) {
        double score = 0;
        for (int token : QUERIES[q]) {
          score += table[token] * weight(documents, DOCUMENTS[d], token);
        }
        sum += q == 0 && d == 1 ? 0 : Math.exp(score / 0.5);
        positive = d == q ? Math.exp(score / 0.5) : positive;
      }
      loss -= Math.log(positive / sum) / QUERIES.length;
    }
    return loss;
  }

  private static BatchScores scores(DocumentVectors documents) {
    return new BatchScores(QUERIES, DOCUMENTS, (q, d) -> d == q || (q == 0 && d == 1), documents);
  }

  private float[] table() {
    float[] table = new float[VOCABULARY];
    for (int t = 0; t < table.length; t++) {
      table[t] = 0.5f + random().nextFloat();
    }
    return table;
  }

  public void testLossAndGradient() {
    DocumentVectors documents = documents(random());
    float[] table = table();
    double[] gradient = new double[VOCABULARY];
    double loss = new QueryTable(plan(1, 0), table).loss(scores(documents), gradient);
    assertEquals(loss(documents, table), loss, 1e-6);
    double step = 1e-3;
    for (int t = 0; t < VOCABULARY; t++) {
      float[] more = table.clone();
      float[] less = table.clone();
      more[t] *= (float) Math.exp(step);
      less[t] *= (float) Math.exp(-step);
      double expected = (loss(documents, more) - loss(documents, less)) / (2 * step);
      assertEquals("token " + t, expected, gradient[t], 1e-3);
    }
  }

  public void testStepsLowerTheLoss() {
    DocumentVectors documents = documents(random());
    float[] first = table();
    QueryTable table = new QueryTable(plan(200, 0), first);
    for (int i = 0; i < 200; i++) {
      table.step(scores(documents));
    }
    assertTrue(loss(documents, table.weights()) < loss(documents, first));
  }

  /**
   * The first step of Adam is as long as the rate, here a fiftieth of it, less one part of 1000.
   */
  public void testFirstStep() {
    DocumentVectors documents = documents(new Random(5));
    float[] first = table();
    double[] gradient = new double[VOCABULARY];
    QueryTable table = new QueryTable(plan(1000, 0), first);
    table.loss(scores(documents), gradient);
    table.step(scores(documents));
    for (int t = 0; t < VOCABULARY; t++) {
      double moved = Math.log(table.weights()[t] / first[t]);
      assertEquals(gradient[t] == 0 ? 0 : -Math.signum(gradient[t]) * 0.000999, moved, 1e-6);
    }
  }

  public void testSmallWeightsAreLeftOut() {
    float[] weights = new QueryTable(plan(1, 1), new float[] {0.5f, 1, 2, -3}).weights();
    assertArrayEquals(new float[] {0, 1, 2, 0}, weights, 0);
  }

  public void testBlended() {
    BitSet special = new BitSet();
    special.set(2);
    int[] frequencies = {1, 3, 9};
    float[] blended = QueryTable.blended(new float[] {3, 1, 7}, id -> frequencies[id], 4, special);
    double rare = Math.log(1 + 3.5 / 1.5);
    double often = Math.log(1 + 1.5 / 3.5);
    double scale = 4 / (rare + often);
    assertEquals((3 + rare * scale) / 2, blended[0], 1e-6);
    assertEquals((1 + often * scale) / 2, blended[1], 1e-6);
    assertEquals(0, blended[2], 0);
  }

  public void testDistinctRegularTokens() {
    BitSet special = new BitSet();
    special.set(1);
    assertArrayEquals(new int[] {3, 2}, QueryTable.distinct(new int[] {3, 1, 2, 3, 2}, special));
  }
}
