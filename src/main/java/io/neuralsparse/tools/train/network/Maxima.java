/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The largest logit of each vocabulary entry over a text's positions, computed without a tape, some
 * rows of the decoder at a time.
 */
final class Maxima implements AutoCloseable {
  /** Logits of one product, so that they are still in a processor's cache for their maximum. */
  private static final long LOGITS = 1 << 20;

  private final NDManager manager;
  private final NDArray states;
  private final NDArray decoder;
  private final float[] bias;

  /**
   * @param states of a batch, after the head's own layer, [texts, tokens, hidden]
   */
  Maxima(TrainableTransformer network, NDArray states) {
    this.manager = states.getManager().newSubManager();
    this.states = detached(states.reshape(-1, network.config().hidden()));
    this.decoder = detached(network.decoder());
    this.bias = network.decoderBias().toFloatArray();
  }

  private NDArray detached(NDArray array) {
    NDArray detached = array.stopGradient();
    detached.attach(manager);
    return detached;
  }

  /** The states of some texts, [texts, tokens, hidden]; filling has those of the text's first. */
  NDArray states(TextGroup group) {
    try (NDArray rows = manager.create(group.rows(), new Shape(group.size(), group.width()))) {
      return Embedding.embedding(rows, states, SparseFormat.DENSE).singletonOrThrow();
    }
  }

  /**
   * The maxima, bias included.
   *
   * @param states of {@link #states(TextGroup)}
   * @return [texts][vocabulary]
   */
  float[][] of(NDArray states) {
    int texts = (int) states.getShape().get(0);
    long positions = texts * states.getShape().get(1);
    float[][] maxima = new float[texts][];
    for (int text = 0; text < texts; text++) {
      maxima[text] = bias.clone();
    }
    int rows = bias.length;
    int block = (int) Math.min(rows, LOGITS / positions);
    for (int from = 0; from < rows; from += block) {
      int to = Math.min(from + block, rows);
      try (NDArray part = decoder.get(manager, new NDIndex("{}:{}", from, to));
          NDArray logits = Linear.linear(states, part).singletonOrThrow();
          NDArray largest = logits.max(new int[] {1})) {
        float[] values = largest.toFloatArray();
        for (int text = 0; text < texts; text++) {
          for (int i = 0; i < to - from; i++) {
            maxima[text][from + i] += values[text * (to - from) + i];
          }
        }
      }
    }
    return maxima;
  }

  /**
   * At which position of its text each of some entries has its maximum.
   *
   * @param states of {@link #states(TextGroup)}
   * @param ids of each text
   * @return for each text, one for each of its ids
   */
  List<long[]> positions(NDArray states, List<long[]> ids) {
    int texts = ids.size();
    int width = ids.stream().mapToInt(own -> own.length).max().orElse(0);
    long[] filled = new long[texts * width];
    for (int text = 0; text < texts; text++) {
      System.arraycopy(ids.get(text), 0, filled, text * width, ids.get(text).length);
    }
    List<long[]> positions = new ArrayList<>();
    try (NDArray wanted = manager.create(filled, new Shape(texts, width));
        NDArray rows = Embedding.embedding(wanted, decoder, SparseFormat.DENSE).singletonOrThrow();
        NDArray columns = rows.transpose(0, 2, 1);
        NDArray logits = states.matMul(columns);
        NDArray largest = logits.argMax(1)) {
      long[] all = largest.toLongArray();
      for (int text = 0; text < texts; text++) {
        int from = text * width;
        positions.add(Arrays.copyOfRange(all, from, from + ids.get(text).length));
      }
    }
    return positions;
  }

  @Override
  public void close() {
    manager.close();
  }
}
