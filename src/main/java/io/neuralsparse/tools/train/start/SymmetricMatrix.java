/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A large sparse matrix that equals its transpose, kept by rows. */
final class SymmetricMatrix {
  /** Changes one element. */
  interface Change {
    float of(int row, int column, float value);
  }

  private final int[] starts;
  private final int[] columns;
  private final float[] values;

  private SymmetricMatrix(int[] starts, int[] columns, float[] values) {
    this.starts = starts;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A matrix of its upper half.
   *
   * @param size rows
   * @param places row · size + column, the row not above the column, rising
   * @param values at these places
   */
  static SymmetricMatrix of(int size, long[] places, float[] values) {
    int[] starts = new int[size + 1];
    for (long place : places) {
      int row = (int) (place / size);
      int column = (int) (place % size);
      starts[row + 1]++;
      starts[column + 1] += row == column ? 0 : 1;
    }
    Arrays.parallelPrefix(starts, Math::addExact);
    int[] next = Arrays.copyOf(starts, size);
    int[] columns = new int[starts[size]];
    float[] all = new float[columns.length];
    for (int i = 0; i < places.length; i++) {
      int row = (int) (places[i] / size);
      int column = (int) (places[i] % size);
      columns[next[row]] = column;
      all[next[row]++] = values[i];
      if (row != column) {
        columns[next[column]] = row;
        all[next[column]++] = values[i];
      }
    }
    return new SymmetricMatrix(starts, columns, all);
  }

  /** The number of rows. */
  int size() {
    return starts.length - 1;
  }

  /** The sum of each row. */
  double[] sums() {
    double[] sums = new double[size()];
    for (int row = 0; row < sums.length; row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sums[row] += values[i];
      }
    }
    return sums;
  }

  /** The element at a place. */
  float get(int row, int column) {
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      if (columns[i] == column) {
        return values[i];
      }
    }
    return 0;
  }

  /** Another one with elements in the same places; the change must be the same both ways round. */
  SymmetricMatrix with(Change change) {
    float[] changed = new float[values.length];
    IntStream.range(0, size())
        .parallel()
        .forEach(
            row -> {
              for (int i = starts[row]; i < starts[row + 1]; i++) {
                changed[i] = change.of(row, columns[i], values[i]);
              }
            });
    return new SymmetricMatrix(starts, columns, changed);
  }

  /** The product with another matrix, by rows. */
  float[][] times(float[][] other) {
    float[][] product = new float[size()][];
    IntStream.range(0, size()).parallel().forEach(row -> product[row] = row(row, other));
    return product;
  }

  private float[] row(int row, float[][] other) {
    float[] sum = new float[other[0].length];
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      float value = values[i];
      if (value != 0) {
        float[] factor = other[columns[i]];
        for (int k = 0; k < sum.length; k++) {
          sum[k] += value * factor[k];
        }
      }
    }
    return sum;
  }
}
