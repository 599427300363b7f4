/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.text.BreakIterator;
import java.util.Arrays;

/**
 * All boundaries of a text, found in one pass: {@link BreakIterator} itself goes back to the start
 * of the text for each question, which adds up in long ones.
 */
final class Boundaries {
  private final int[] offsets;
  private final int count;

  /**
   * Finds the boundaries.
   *
   * @param iterator of sentences, or of words
   */
  Boundaries(BreakIterator iterator, String text) {
    int[] found = new int[16];
    int size = 0;
    iterator.setText(text);
    for (int at = iterator.first(); at != BreakIterator.DONE; at = iterator.next()) {
      if (size == found.length) {
        found = Arrays.copyOf(found, 2 * size);
      }
      found[size++] = at;
    }
    this.offsets = found;
    this.count = size;
  }

  /** The last boundary before an offset; 0 where there is none. */
  int before(int offset) {
    int at = Arrays.binarySearch(offsets, 0, count, offset);
    int index = (at >= 0 ? at : -at - 1) - 1;
    return index < 0 ? 0 : offsets[index];
  }

  /** The first boundary after an offset; the text's end where there is none. */
  int after(int offset) {
    int at = Arrays.binarySearch(offsets, 0, count, offset);
    int index = at >= 0 ? at + 1 : -at - 1;
    return offsets[Math.min(index, count - 1)];
  }

  /** The text's length. */
  int end() {
    return offsets[count - 1];
  }
}
