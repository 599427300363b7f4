/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.torch.TorchMemory;

/** What a head does with pooled logits. */
final class Weighing {
  private final Activation activation;
  private final float[] ordinary;

  /**
   * @param activation the model's
   * @param size of the network's vocabulary, which may exceed the tokeniser's
   */
  Weighing(Activation activation, Vocabulary vocabulary, int size) {
    this.activation = activation;
    this.ordinary = new float[size];
    for (int id = 0; id < size; id++) {
      ordinary[id] = vocabulary.token(id) == null || vocabulary.isSpecial(id) ? 0 : 1;
    }
  }

  /** Whether an id may have a weight: special tokens have none, nor have ids without a token. */
  boolean isOrdinary(int id) {
    return ordinary[id] != 0;
  }

  /** 1 for ids that may have a weight and 0 for the others, [vocabulary]. */
  NDArray ordinary(NDManager manager) {
    return TorchMemory.copied(manager.create(ordinary));
  }

  /** The activation of logits, of any shape. */
  NDArray activate(NDArray logits) {
    NDArray once = ai.djl.nn.Activation.relu(logits).add(1).log();
    return activation == Activation.RELU ? once : once.add(1).log();
  }
}
