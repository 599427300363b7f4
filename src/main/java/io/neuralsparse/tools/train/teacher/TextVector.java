/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A text as numbers, finite ones: all components of a dense vector, some of a sparse one. */
final class TextVector {
  private static final int[] ALL = {};

  /** Ascending; empty for all. */
  private final int[] ids;

  private final float[] values;

  private TextVector(int[] ids, float[] values) {
    this.ids = ids;
    this.values = values;
  }

  static TextVector dense(float[] values) {
    return new TextVector(ALL, values);
  }

  /**
   * A vector that is 0 elsewhere.
   *
   * @param ids of the components, ascending
   * @param values of the components, as many
   */
  static TextVector sparse(int[] ids, float[] values) {
    if (ids.length != values.length) {
      throw new IllegalArgumentException(ids.length + " ids for " + values.length + " values");
    }
    return new TextVector(ids, values);
  }

  /** A vector as {@link #write} wrote it. */
  static TextVector read(ByteBuffer from, int ids, int values) {
    TextVector vector = new TextVector(new int[ids], new float[values]);
    from.asIntBuffer().get(vector.ids);
    from.position(from.position() + ids * Integer.BYTES);
    from.asFloatBuffer().get(vector.values);
    return vector;
  }

  /** Writes the ids, and then the values. */
  void write(ByteBuffer to) {
    for (int id : ids) {
      to.putInt(id);
    }
    for (float value : values) {
      to.putFloat(value);
    }
  }

  /** How many ids there are to write: none of a dense vector. */
  int ids() {
    return ids.length;
  }

  int values() {
    return values.length;
  }

  /** The number of components that a dense vector must have to hold this one. */
  int width() {
    return ids.length == 0 ? values.length : ids[ids.length - 1] + 1;
  }

  /** Writes or clears the components in a dense vector. */
  void put(float[] dense, boolean present) {
    for (int i = 0; i < values.length; i++) {
      dense[ids.length == 0 ? i : ids[i]] = present ? values[i] : 0;
    }
  }

  /** The dot product with a dense vector; components that it lacks are 0. */
  double dot(float[] dense) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      int id = ids.length == 0 ? i : ids[i];
      sum += id < dense.length ? (double) values[i] * dense[id] : 0;
    }
    return sum;
  }

  double norm() {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextVector that
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids) + Arrays.toString(values);
  }
}
