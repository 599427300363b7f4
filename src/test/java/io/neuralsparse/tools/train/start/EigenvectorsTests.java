/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.Arrays;
import org.opensearch.test.OpenSearchTestCase;

public class EigenvectorsTests extends OpenSearchTestCase {
  public void testTwoByTwo() {
    // [[2, 1], [1, 2]] has 1 and 3.
    SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, 1}, {1, 2}});
    double[] values = eigen.values().clone();
    Arrays.sort(values);
    assertArrayEquals(new double[] {1, 3}, values, 1e-12);
  }

  public void testSmallMatrixIsItsParts() {
    int size = between(1, 12);
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = random().nextGaussian();
        matrix[j][i] = matrix[i][j];
      }
    }
    SymmetricEigen eigen =
        SymmetricEigen.of(Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new));
    double[][] v = eigen.vectors();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum = 0;
        double product = 0;
        for (int k = 0; k < size; k++) {
          sum += v[i][k] * eigen.values()[k] * v[j][k];
          product += v[k][i] * v[k][j];
        }
        assertEquals(matrix[i][j], sum, 1e-10);
        assertEquals(i == j ? 1 : 0, product, 1e-10);
      }
    }
  }

  /** A sum of two products a·aᵀ and -b·bᵀ of orthogonal vectors, whose parts are found. */
  public void testSparseMatrixOfKnownParts() {
    int size = 200;
    double[] a = new double[size];
    double[] b = new double[size];
    for (int i = 0; i < size; i++) {
      a[i] = i < 20 ? 0.5 : 0;
      b[i] = i >= 100 && i < 130 ? (i % 2 == 0 ? 0.3 : -0.3) : 0;
    }
    long[] places = new long[size * size];
    float[] values = new float[size * size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      for (int j = i; j < size; j++) {
        double value = a[i] * a[j] - b[i] * b[j];
        if (value != 0) {
          places[count] = (long) i * size + j;
          values[count++] = (float) value;
        }
      }
    }
    SymmetricMatrix matrix =
        SymmetricMatrix.of(size, Arrays.copyOf(places, count), Arrays.copyOf(values, count));
    float[][] vectors = Eigenvectors.scaled(matrix, 2, random().nextLong());
    // |a|² = 5 > |b|² = 2.7; each vector is as long as the root of its eigenvalue: it is a, or b.
    double signA = Math.signum(vectors[0][0]);
    double signB = Math.signum(vectors[100][1]);
    for (int i = 0; i < size; i++) {
      assertEquals(a[i], signA * vectors[i][0], 1e-5);
      assertEquals(b[i], signB * vectors[i][1], 1e-5);
    }
  }

  public void testOneSeedOneResult() {
    long[] places = {1, 2, 5, 7};
    SymmetricMatrix matrix = SymmetricMatrix.of(4, places, new float[] {1, 2, 3, 4});
    float[][] once = Eigenvectors.scaled(matrix, 3, 7);
    float[][] again = Eigenvectors.scaled(matrix, 3, 7);
    for (int i = 0; i < once.length; i++) {
      assertArrayEquals(once[i], again[i], 0);
    }
  }
}
