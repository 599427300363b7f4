/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;

/**
 * From the states of a text's positions to a weight for each vocabulary entry:
 *
 * <pre>
 *   x_v = b_v + max over the text's positions i of D_v · t(h_i)
 *   w_v = log(1 + max(x_v, 0)), or log(1 + log(1 + max(x_v, 0)))
 * </pre>
 *
 * <p>with t the head's transform, D its decoder, b its bias, and the activation a model's own.
 * Special tokens, and ids without a token, have weight 0.
 */
public interface VocabularyHead {
  /**
   * The vectors of a batch.
   *
   * @param states of {@link TrainableTransformer#states}, [texts, tokens, hidden]
   * @param batch what they are the states of
   * @return [texts, vocabulary], on the tape, in the manager of {@code states}
   */
  NDArray weights(NDArray states, TokenBatch batch);
}
