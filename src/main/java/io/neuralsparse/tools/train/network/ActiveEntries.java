/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import java.util.Arrays;
import java.util.List;

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
   * Adds those of some texts.
   *
   * @param ids of each text
   * @param ownPositions of each text, one for each id; those of filling stand for the first
   */
  void add(TextGroup group, List<long[]> ids, List<long[]> ownPositions) {
    for (int i = 0; i < group.size(); i++) {
      add(group.texts().get(i), group.lengths().get(i), ids.get(i), ownPositions.get(i));
    }
  }

  private void add(int text, int length, long[] ids, long[] ownPositions) {
    int needed = size + ids.length;
    if (needed > places.length) {
      places = Arrays.copyOf(places, Math.max(needed, 2 * places.length));
      positions = Arrays.copyOf(positions, places.length);
    }
    for (int i = 0; i < ids.length; i++) {
      places[size] = (long) text * vocabulary + ids[i];
      positions[size] = (long) text * width + (ownPositions[i] < length ? ownPositions[i] : 0);
      size++;
    }
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
