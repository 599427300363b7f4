/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as token ids, the shorter ones filled up at their end. What is made from a batch belongs to
 * the manager of its arrays.
 *
 * @param ids int64, [texts, tokens]
 * @param mask float, [texts, tokens]: 1 for a token of the text, 0 for filling
 * @param lengths of the texts in tokens, special ones included, at least 1 each
 */
public record TokenBatch(NDArray ids, NDArray mask, List<Integer> lengths) {
  /**
   * A batch of these texts.
   *
   * @param manager what the arrays belong to, as a rule that of one step
   * @param texts ids of each, special ones included; at least one text, at least one id each
   * @param padding the id to fill with, which no weight comes from
   */
  public static TokenBatch of(NDManager manager, List<int[]> texts, int padding) {
    int width = texts.stream().mapToInt(text -> text.length).max().orElse(0);
    if (texts.stream().anyMatch(text -> text.length == 0) || width == 0) {
      throw new IllegalArgumentException("a batch must have texts, each with at least one token");
    }
    long[] ids = new long[Math.multiplyExact(texts.size(), width)];
    float[] mask = new float[ids.length];
    Arrays.fill(ids, padding);
    for (int i = 0; i < texts.size(); i++) {
      int[] text = texts.get(i);
      for (int j = 0; j < text.length; j++) {
        ids[i * width + j] = text[j];
      }
      Arrays.fill(mask, i * width, i * width + text.length, 1f);
    }
    Shape shape = new Shape(texts.size(), width);
    return new TokenBatch(
        manager.create(ids, shape),
        manager.create(mask, shape),
        texts.stream().map(text -> text.length).toList());
  }

  /** The number of texts. */
  public int size() {
    return lengths.size();
  }

  /** The tokens of the longest text. */
  public int width() {
    return (int) ids.getShape().get(1);
  }
}
