/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Distinct texts by number, in the order in which they came; kept as UTF-8. */
public final class TextTable {
  private static final int FIRST = 1 << 10;

  private byte[][] texts = new byte[FIRST][];
  private int size;

  /** Numbers of texts plus 1 by hash, with linear probing; at most half full. */
  private int[] places = new int[2 * FIRST];

  /** No text yet. */
  public TextTable() {}

  /** The number of a text, a new one where it wasn't there. */
  public int add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int place = place(bytes);
    if (places[place] != 0) {
      return places[place] - 1;
    }
    if (size == texts.length) {
      grow();
      place = place(bytes);
    }
    texts[size] = bytes;
    size++;
    places[place] = size;
    return size - 1;
  }

  private int place(byte[] bytes) {
    int mask = places.length - 1;
    int hash = Arrays.hashCode(bytes) * 0x9E3779B9;
    int place = (hash ^ (hash >>> 15)) & mask;
    while (places[place] != 0 && !Arrays.equals(texts[places[place] - 1], bytes)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    texts = Arrays.copyOf(texts, 2 * size);
    places = new int[4 * size];
    for (int i = 0; i < size; i++) {
      places[place(texts[i])] = i + 1;
    }
  }

  /** The text of a number. */
  public String get(int number) {
    return new String(texts[number], StandardCharsets.UTF_8);
  }

  /** How many there are. */
  public int size() {
    return size;
  }
}
