/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub, Van
 * Loan, "Matrix Computations", 8.5).
 */
final class SymmetricEigen {
  private static final int MOST_SWEEPS = 50;
  private static final double PRECISION = 1e-13;

  private final double[] values;
  private final double[][] vectors;

  private SymmetricEigen(double[] values, double[][] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /** Decomposes a matrix, which is overwritten. */
  static SymmetricEigen of(double[][] matrix) {
    int size = matrix.length;
    double[][] vectors = new double[size][size]; // by rows while they are turned
    double norm = 0;
    for (int i = 0; i < size; i++) {
      vectors[i][i] = 1;
      for (int j = 0; j < size; j++) {
        norm += matrix[i][j] * matrix[i][j];
      }
    }
    double small = PRECISION * Math.sqrt(norm) / size;
    boolean turned = true;
    for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
      turned = false;
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          if (Math.abs(matrix[p][q]) > small) {
            rotate(matrix, vectors, p, q);
            turned = true;
          }
        }
      }
    }
    double[] values = new double[size];
    double[][] columns = new double[size][size];
    for (int i = 0; i < size; i++) {
      values[i] = matrix[i][i];
      for (int j = 0; j < size; j++) {
        columns[j][i] = vectors[i][j];
      }
    }
    return new SymmetricEigen(values, columns);
  }

  /** Makes the element at (p, q) 0. */
  private static void rotate(double[][] a, double[][] vectors, int p, int q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    turn(a[p], a[q], c, s);
    turn(vectors[p], vectors[q], c, s);
    for (double[] row : a) {
      double x = row[p];
      row[p] = c * x - s * row[q];
      row[q] = s * x + c * row[q];
    }
  }

  private static void turn(double[] first, double[] second, double c, double s) {
    for (int i = 0; i < first.length; i++) {
      double x = first[i];
      first[i] = c * x - s * second[i];
      second[i] = s * x + c * second[i];
    }
  }

  /** The eigenvalues, in no order. */
  double[] values() {
    return values;
  }

  /** The eigenvectors, of length 1: that of {@code values()[k]} is column k. */
  double[][] vectors() {
    return vectors;
  }
}
