/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Masked-language modelling: mean over the masked positions of {@code −log softmax(logits)} at the
 * token that stood there. Logits are made for those positions only: [n, V], not [B, T, V].
 *
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin, Chang, Lee, Toutanova: BERT (2018)</a>
 */
public final class MaskedLanguageLoss {
  private MaskedLanguageLoss() {}

  /**
   * The states of some positions.
   *
   * @param states [B, T, h]
   * @param rows [n] of the positions, each from 0 to below B
   * @param columns [n] of the positions, each from 0 to below T
   * @return [n, h]
   * @throws IllegalArgumentException when there is none, or one is not in the batch
   */
  public static NDArray gather(NDArray states, int[] rows, int[] columns) {
    Shape shape = states.getShape();
    if (rows.length == 0 || rows.length != columns.length) {
      throw new IllegalArgumentException(
          "a batch must have masked positions, got "
              + rows.length
              + " rows and "
              + columns.length
              + " columns");
    }
    long[] places = new long[rows.length];
    for (int i = 0; i < places.length; i++) {
      if (rows[i] < 0 || rows[i] >= shape.get(0) || columns[i] < 0 || columns[i] >= shape.get(1)) {
        throw new IllegalArgumentException(
            "position [" + rows[i] + ", " + columns[i] + "] is not in a batch of " + shape);
      }
      places[i] = rows[i] * shape.get(1) + columns[i];
    }
    NDArray flat = states.reshape(shape.get(0) * shape.get(1), shape.get(2));
    return flat.get(states.getManager().create(places));
  }

  /**
   * The loss of a batch.
   *
   * @param logits [n, V]
   * @param tokens [n], the ids that stood there
   * @throws IllegalArgumentException when there are not n, or one is not in the vocabulary
   */
  public static NDArray of(NDArray logits, int[] tokens) {
    Shape shape = logits.getShape();
    if (tokens.length != shape.get(0)) {
      throw new IllegalArgumentException(
          "there must be a token for each of " + shape.get(0) + " positions, got " + tokens.length);
    }
    long[] places = new long[tokens.length];
    for (int i = 0; i < places.length; i++) {
      int token = tokens[i];
      if (token < 0 || token >= shape.get(1)) {
        throw new IllegalArgumentException(
            "token id [" + token + "] is not in a vocabulary of " + shape.get(1));
      }
      places[i] = token;
    }
    NDArray index = logits.getManager().create(places, new Shape(tokens.length, 1));
    return logits.logSoftmax(1).gather(index, 1).mean().neg();
  }
}
