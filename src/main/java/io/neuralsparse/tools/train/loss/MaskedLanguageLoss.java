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
   * @param positions row · T + column of each, n of them
   * @return [n, h]
   * @throws IllegalArgumentException when there is none, or one is not in the batch
   */
  public static NDArray gather(NDArray states, long[] positions) {
    Shape shape = states.getShape();
    long all = shape.get(0) * shape.get(1);
    if (positions.length == 0) {
      throw new IllegalArgumentException("a batch must have a masked position");
    }
    for (long position : positions) {
      if (position < 0 || position >= all) {
        throw new IllegalArgumentException(
            "position [" + position + "] is not in a batch of " + all + " positions");
      }
    }
    NDArray flat = states.reshape(all, shape.get(2));
    return flat.get(states.getManager().create(positions));
  }

  /**
   * The loss of a batch.
   *
   * @param logits [n, V]
   * @param tokens the ids that stood there, n of them
   * @throws IllegalArgumentException when there are not n, or one is not in the vocabulary
   */
  public static NDArray of(NDArray logits, long[] tokens) {
    Shape shape = logits.getShape();
    if (tokens.length != shape.get(0)) {
      throw new IllegalArgumentException(
          "there must be a token for each of " + shape.get(0) + " positions, got " + tokens.length);
    }
    for (long token : tokens) {
      if (token < 0 || token >= shape.get(1)) {
        throw new IllegalArgumentException(
            "token id [" + token + "] is not in a vocabulary of " + shape.get(1));
      }
    }
    NDArray index = logits.getManager().create(tokens, new Shape(tokens.length, 1));
    return logits.logSoftmax(1).gather(index, 1).mean().neg();
  }
}
