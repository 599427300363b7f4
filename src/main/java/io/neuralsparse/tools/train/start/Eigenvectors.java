/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The eigenvectors of a symmetric matrix with the largest eigenvalues in magnitude, by subspace
 * iteration from random vectors with a few more than wanted (Halko, Martinsson, Tropp, "Finding
 * Structure with Randomness", 2011). A function of matrix and seed alone, whatever the number of
 * processors.
 */
final class Eigenvectors {
  private static final int SPARE = 32;
  private static final int PASSES = 4;

  /** Rows whose products are summed together: sums have one order on any machine. */
  private static final int BLOCK = 1024;

  private Eigenvectors() {}

  /**
   * The vectors, each times the root of its eigenvalue's magnitude, largest first.
   *
   * @param count of vectors, not more than the matrix has rows
   * @return by rows of the matrix, [rows][count]
   */
  static float[][] scaled(SymmetricMatrix matrix, int count, long seed) {
    int width = Math.min(matrix.size(), count + SPARE);
    float[][] basis = new float[matrix.size()][width];
    SplittableRandom random = new SplittableRandom(seed);
    for (float[] row : basis) {
      for (int i = 0; i < width; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    for (int pass = 0; pass < PASSES; pass++) {
      basis = orthonormal(orthonormal(matrix.times(basis)));
    }
    SymmetricEigen ritz = SymmetricEigen.of(product(basis, matrix.times(basis)));
    double[] values = ritz.values();
    int[] order =
        IntStream.range(0, width)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(values[i])))
            .limit(count)
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] map = new double[width][count];
    for (int i = 0; i < width; i++) {
      for (int k = 0; k < count; k++) {
        map[i][k] = ritz.vectors()[i][order[k]] * Math.sqrt(Math.abs(values[order[k]]));
      }
    }
    return mapped(basis, map);
  }

  /** Another basis of the columns' space; directions that are almost missing become 0. */
  private static float[][] orthonormal(float[][] rows) {
    SymmetricEigen gram = SymmetricEigen.of(product(rows, rows));
    double largest = Arrays.stream(gram.values()).max().orElseThrow();
    double[][] map = gram.vectors();
    for (int k = 0; k < map.length; k++) {
      double value = gram.values()[k];
      double scale = value > largest * 1e-12 ? 1 / Math.sqrt(value) : 0;
      for (double[] row : map) {
        row[k] *= scale;
      }
    }
    return mapped(rows, map);
  }

  /** aᵀ · b, made symmetric. */
  private static double[][] product(float[][] a, float[][] b) {
    int width = a[0].length;
    int blocks = (a.length + BLOCK - 1) / BLOCK;
    List<double[][]> parts =
        IntStream.range(0, blocks)
            .parallel()
            .mapToObj(block -> product(a, b, block * BLOCK))
            .toList();
    double[][] sum = new double[width][width];
    for (double[][] part : parts) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          sum[i][j] += (part[i][j] + part[j][i]) / 2;
        }
      }
    }
    return sum;
  }

  private static double[][] product(float[][] a, float[][] b, int from) {
    int width = a[0].length;
    double[][] sum = new double[width][width];
    for (int row = from; row < Math.min(a.length, from + BLOCK); row++) {
      for (int i = 0; i < width; i++) {
        double value = a[row][i];
        for (int j = 0; j < width; j++) {
          sum[i][j] += value * b[row][j];
        }
      }
    }
    return sum;
  }

  private static float[][] mapped(float[][] rows, double[][] map) {
    return Arrays.stream(rows).parallel().map(row -> mapped(row, map)).toArray(float[][]::new);
  }

  private static float[] mapped(float[] row, double[][] map) {
    double[] sum = new double[map[0].length];
    for (int i = 0; i < row.length; i++) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += row[i] * map[i][k];
      }
    }
    float[] result = new float[sum.length];
    for (int k = 0; k < sum.length; k++) {
      result[k] = (float) sum[k];
    }
    return result;
  }
}
