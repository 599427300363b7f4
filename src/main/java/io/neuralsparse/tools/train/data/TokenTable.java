/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.Arrays;
import java.util.List;

/**
 * The ids of texts by the texts' numbers, in large arrays of which each is filled but for its end.
 */
public final class TokenTable {
  private static final int CHUNK = 1 << 20;

  private int[][] chunks = new int[1][];
  private int last;
  private int used;

  /** Chunk and offset of each text's ids, chunk · CHUNK + offset; -1 for none. */
  private long[] starts = new long[0];

  private int[] lengths = new int[0];

  /** Of no text yet. */
  TokenTable() {
    chunks[0] = new int[CHUNK];
  }

  /** Keeps the ids of a text. */
  void put(int text, int[] ids) {
    if (ids.length > CHUNK) {
      throw new IllegalArgumentException("a text has " + ids.length + " ids");
    }
    if (text >= starts.length) {
      int before = starts.length;
      int size = Math.max(text + 1, 2 * before);
      starts = Arrays.copyOf(starts, size);
      lengths = Arrays.copyOf(lengths, size);
      Arrays.fill(starts, before, size, -1);
    }
    if (used + ids.length > CHUNK) {
      last++;
      chunks = last == chunks.length ? Arrays.copyOf(chunks, 2 * last) : chunks;
      chunks[last] = new int[CHUNK];
      used = 0;
    }
    System.arraycopy(ids, 0, chunks[last], used, ids.length);
    starts[text] = (long) last * CHUNK + used;
    lengths[text] = ids.length;
    used += ids.length;
  }

  /** Whether it has the ids of a text. */
  public boolean has(int text) {
    return text < starts.length && starts[text] >= 0;
  }

  /**
   * The ids of a text, a copy.
   *
   * @throws IllegalArgumentException when it has none
   */
  public int[] get(int text) {
    if (!has(text)) {
      throw new IllegalArgumentException("there are no ids of text [" + text + "]");
    }
    int from = (int) (starts[text] % CHUNK);
    return Arrays.copyOfRange(chunks[(int) (starts[text] / CHUNK)], from, from + lengths[text]);
  }

  /** The ids of some texts, in their order. */
  public List<int[]> get(int[] texts) {
    return Arrays.stream(texts).mapToObj(this::get).toList();
  }
}
