/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.torch.Scaling;

/**
 * The head as it is written: all logits of a batch on the tape, [texts, tokens, vocabulary], which
 * takes four bytes each and as many again for their gradients. The reference for {@link
 * SparseHead}.
 */
public final class DenseHead implements VocabularyHead {
  private static final float HIDDEN = -1e9f;

  private final TrainableTransformer network;
  private final Weighing weighing;
  private final NDArray ordinary;

  /**
   * A head of a network; it lives as long as that does.
   *
   * @param vocabulary tells which ids never have a weight
   */
  public DenseHead(TrainableTransformer network, Activation activation, Vocabulary vocabulary) {
    this.network = network;
    this.weighing = new Weighing(activation, vocabulary, network.config().vocabularySize());
    this.ordinary = weighing.ordinary(network.manager());
  }

  @Override
  public NDArray weights(NDArray states, TokenBatch batch) {
    return Encoder.only(
        () -> {
          NDArray hidden = Scaling.times(batch.mask().sub(1), -HIDDEN).expandDims(2);
          NDArray pooled = network.logits(states).add(hidden).max(new int[] {1});
          return weighing.activate(pooled).mul(ordinary);
        });
  }
}
