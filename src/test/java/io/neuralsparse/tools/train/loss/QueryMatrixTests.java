/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.model.TokenFrequency;
import java.util.BitSet;
import java.util.List;

public final class QueryMatrixTests extends GradientTestCase {
  /** 0 is special, 3 has idf 0, 4 one below that. */
  private static final float[] IDF = {7, 2, 0.5f, 0, -3, 1};

  private static final List<int[]> QUERIES =
      List.of(new int[] {0, 1, 2, 1, 0}, new int[] {3, 4, 5, 5, 5}, new int[] {});

  private static QueryMatrix matrix(TokenFrequency frequency) {
    BitSet specials = new BitSet();
    specials.set(0);
    return new QueryMatrix(frequency, specials);
  }

  public void testSet() {
    NDArray vectors = matrix(TokenFrequency.SET).vectors(QUERIES, manager.create(IDF), manager);
    assertEquals(new Shape(3, 6), vectors.getShape());
    assertArrayEquals(
        new float[] {0, 2, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
        vectors.toFloatArray(),
        0);
  }

  public void testCount() {
    NDArray vectors = matrix(TokenFrequency.COUNT).vectors(QUERIES, manager.create(IDF), manager);
    assertArrayEquals(
        new float[] {0, 4, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0},
        vectors.toFloatArray(),
        0);
  }

  /** As many documents as the query's vector is multiplied with; no slope where relu is flat. */
  public void testSlopeOfTable() {
    double[] idf = {7, 2, 0.5, 0, -3, 1};
    double[] factors = randoms(18, 0.5, 1);
    NDArray multiplied = array(factors, new Shape(3, 6));
    Slopes slopes =
        slopes(
            idf,
            new Shape(6),
            x -> matrix(TokenFrequency.COUNT).vectors(QUERIES, x, manager).mul(multiplied).sum());
    assertArrayEquals(
        new double[] {0, 2 * factors[1], factors[2], 0, 0, 3 * factors[11]},
        slopes.gradient(),
        1e-6);
  }

  /** Parameters outlive the step: what a step makes must not stay with them. */
  public void testLeavesNothingWithTheParameter() {
    try (NDManager parameters = manager.newSubManager();
        NDManager step = manager.newSubManager()) {
      NDArray idf = parameters.create(IDF);
      idf.setRequiresGradient(true);
      int before = parameters.getManagedArrays().size();
      NDArray vectors = matrix(TokenFrequency.SET).vectors(QUERIES, idf, step);
      NDArray penalty = new IdfFlops(idf).of(vectors);
      assertSame(step, vectors.getManager());
      assertSame(step, penalty.getManager());
      assertEquals(before, parameters.getManagedArrays().size());
    }
  }

  public void testNoIdOutsideTheTable() {
    NDArray idf = manager.create(IDF);
    IllegalArgumentException above =
        expectThrows(
            IllegalArgumentException.class,
            () ->
                matrix(TokenFrequency.SET)
                    .vectors(List.of(new int[] {1}, new int[] {6}), idf, manager));
    assertEquals("query [1] has token id [6]; the table has 6 tokens", above.getMessage());
    IllegalArgumentException below =
        expectThrows(
            IllegalArgumentException.class,
            () -> matrix(TokenFrequency.SET).vectors(List.of(new int[] {-1}), idf, manager));
    assertEquals("query [0] has token id [-1]; the table has 6 tokens", below.getMessage());
    IllegalArgumentException none =
        expectThrows(
            IllegalArgumentException.class,
            () -> matrix(TokenFrequency.SET).vectors(List.of(), idf, manager));
    assertEquals("a batch must have a query", none.getMessage());
  }
}
