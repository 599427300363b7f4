/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

/** Whole numbers, millions of them: open addressing with linear probing, at most half full. */
final class LongSet {
  private long[] places = new long[1 << 12];
  private boolean zero;
  private int size;

  /** Adds a number; whether it was not there. */
  boolean add(long number) {
    if (number == 0) {
      boolean before = zero;
      zero = true;
      return !before;
    }
    int place = place(number);
    if (places[place] == number) {
      return false;
    }
    places[place] = number;
    size++;
    if (2 * size > places.length) {
      grow();
    }
    return true;
  }

  boolean contains(long number) {
    return number == 0 ? zero : places[place(number)] == number;
  }

  private int place(long number) {
    int mask = places.length - 1;
    long spread = number * 0x9E3779B97F4A7C15L;
    int place = (int) (spread >>> 32) & mask;
    while (places[place] != 0 && places[place] != number) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = places;
    places = new long[2 * before.length];
    for (long number : before) {
      if (number != 0) {
        places[place(number)] = number;
      }
    }
  }
}
