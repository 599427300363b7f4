/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import java.util.Arrays;

/** The entries of a batch's vectors that may differ from 0, and the positions they come from. */
final class ActiveEntries {
  private final int width;
  private final int vocabulary;
  private long[] places = new long[1 << 12];
  private long[] positions = new long[1 << 12];
  private int size;

  /**
   * @param width tokens of the batch's longest text
   */
  ActiveEntries(int width, int vocabulary) {
    this.width = width;
    this.vocabulary = vocabulary;
  }

  /**
   * Adds one.
   *
   * @param index of the text in the group
   * @param position of the group's states; one of filling stands for the text's first
   */
  void add(TextGroup group, int index, int id, long position) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      positions = Arrays.copyOf(positions, 2 * size);
    }
    long text = group.texts().get(index);
    places[size] = text * vocabulary + id;
    positions[size] = text * width + (position < group.lengths().get(index) ? position : 0);
    size++;
  }

  int size() {
    return size;
  }

  /** Where each is among the batch's weights, text · vocabulary + id. */
  long[] places() {
    return Arrays.copyOf(places, size);
  }

  /** The row of the states that each comes from, text · width + position. */
  long[] positions() {
    return Arrays.copyOf(positions, size);
  }

  /** The id of each. */
  long[] ids() {
    return Arrays.stream(places, 0, size).map(place -> place % vocabulary).toArray();
  }
}
