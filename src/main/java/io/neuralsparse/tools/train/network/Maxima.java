/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;

/** The largest logit of each vocabulary entry over a text's positions, computed without a tape. */
final class Maxima implements AutoCloseable {
  /** Rows of the decoder in one product: the logits of a text stay in a processor's cache. */
  private static final int BLOCK = 2048;

  private final NDManager manager;
  private final NDArray decoder;
  private final NDArray bias;
  private final List<NDArray> blocks = new ArrayList<>();

  Maxima(TrainableTransformer network, NDManager parent) {
    manager = parent.newSubManager();
    decoder = attached(network.decoder().stopGradient());
    bias = attached(network.decoderBias().stopGradient());
    long rows = decoder.getShape().get(0);
    for (long from = 0; from < rows; from += BLOCK) {
      blocks.add(decoder.get(manager, new NDIndex("{}:{}", from, Math.min(from + BLOCK, rows))));
    }
  }

  private NDArray attached(NDArray array) {
    array.attach(manager);
    return array;
  }

  /** A text's states, [length, hidden], off the tape. */
  NDArray detached(NDArray states, int length) {
    return attached(states.get("0:" + length).stopGradient());
  }

  /** The maxima, bias included, by id. */
  float[] of(NDArray states) {
    float[] maxima = bias.toFloatArray();
    int id = 0;
    for (NDArray block : blocks) {
      try (NDArray logits = Linear.linear(states, block).singletonOrThrow();
          NDArray largest = logits.max(new int[] {0})) {
        for (float value : largest.toFloatArray()) {
          maxima[id++] += value;
        }
      }
    }
    return maxima;
  }

  /** At which position of the text each of some entries has its maximum. */
  long[] positions(NDArray states, long[] ids) {
    try (NDArray wanted = manager.create(ids);
        NDArray rows = Embedding.embedding(wanted, decoder, SparseFormat.DENSE).singletonOrThrow();
        NDArray logits = Linear.linear(states, rows).singletonOrThrow();
        NDArray positions = logits.argMax(0)) {
      return positions.toLongArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
