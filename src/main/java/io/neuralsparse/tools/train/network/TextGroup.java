/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts of a batch of about the same length, to be computed at once without much filling.
 *
 * @param texts their places in the batch, the longest first
 * @param lengths of each in tokens
 * @param stride tokens of the batch's longest text
 */
record TextGroup(List<Integer> texts, List<Integer> lengths, int stride) {
  /** Positions of a group, filling included; a text that is longer is a group of its own. */
  private static final int POSITIONS = 2048;

  /** The shortest text of a group, as a share of the longest. */
  private static final double SHARE = 0.75;

  /** All texts of a batch, in groups. */
  static List<TextGroup> of(TokenBatch batch) {
    List<Integer> lengths = batch.lengths();
    List<Integer> order =
        IntStream.range(0, batch.size())
            .boxed()
            .sorted(Comparator.comparing((Integer text) -> -lengths.get(text)))
            .toList();
    List<TextGroup> groups = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= order.size(); to++) {
      int longest = lengths.get(order.get(from));
      if (to == order.size()
          || (to - from + 1) * longest > POSITIONS
          || lengths.get(order.get(to)) < SHARE * longest) {
        List<Integer> texts = order.subList(from, to);
        groups.add(new TextGroup(texts, texts.stream().map(lengths::get).toList(), batch.width()));
        from = to;
      }
    }
    return groups;
  }

  int size() {
    return texts.size();
  }

  /** Tokens of the longest. */
  int width() {
    return lengths.getFirst();
  }

  /** The row of the batch's states for each position, filling has the text's first; row by row. */
  long[] rows() {
    long[] rows = new long[size() * width()];
    for (int i = 0; i < rows.length; i++) {
      int text = i / width();
      int position = i % width();
      rows[i] = (long) texts.get(text) * stride + (position < lengths.get(text) ? position : 0);
    }
    return rows;
  }
}
