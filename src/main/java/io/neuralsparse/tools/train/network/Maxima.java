/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Which entries of a batch's vectors may be above 0, and which positions they come from; found
 * without a tape.
 */
final class Maxima implements AutoCloseable {
  /** How far below 0 a maximum may be to be kept: sums differ by their order. */
  private static final float MARGIN = 1e-4f;

  private final NDManager manager;
  private final LargestLogits logits;
  private final NDArray states;
  private final NDArray decoder;
  private final NDArray rows;
  private final float[] norms;
  private final float[] bias;

  /**
   * @param states of a batch, after the head's own layer, [texts, tokens, hidden]
   */
  Maxima(TrainableTransformer network, LargestLogits logits, NDArray states) {
    this.manager = states.getManager().newSubManager();
    this.logits = logits;
    this.states = detached(states.reshape(-1, network.config().hidden()));
    this.decoder = detached(network.decoder());
    this.rows = logits.rows(decoder);
    this.norms = norms(decoder);
    this.bias = network.decoderBias().toFloatArray();
  }

  private NDArray detached(NDArray array) {
    NDArray detached = array.stopGradient();
    detached.attach(manager);
    return detached;
  }

  /** The Euclidean norms of the last axis, row by row. */
  private static float[] norms(NDArray array) {
    try (NDArray squares = array.square();
        NDArray sums = squares.sum(new int[] {-1});
        NDArray norms = sums.sqrt()) {
      return norms.toFloatArray();
    }
  }

  /** The states of some texts, [texts, tokens, hidden]; filling has those of the text's first. */
  NDArray states(TextGroup group) {
    try (NDArray rows = manager.create(group.rows(), new Shape(group.size(), group.width()))) {
      return Embedding.embedding(rows, states, SparseFormat.DENSE).singletonOrThrow();
    }
  }

  /**
   * The ids of each text whose largest logit may be above 0: all that are, and some more.
   *
   * @param states of {@link #states(TextGroup)}
   */
  List<long[]> candidates(NDArray states, IntPredicate wanted) {
    int texts = (int) states.getShape().get(0);
    int width = (int) states.getShape().get(1);
    float[] lengths = norms(states);
    List<long[]> candidates = new ArrayList<>();
    try (NDArray largest = logits.of(states, rows)) {
      float[] values = largest.toFloatArray();
      for (int text = 0; text < texts; text++) {
        double longest = 0;
        for (int i = 0; i < width; i++) {
          longest = Math.max(longest, lengths[text * width + i]);
        }
        int from = text * bias.length;
        double error = logits.error() * longest;
        candidates.add(candidates(values, from, error, wanted));
      }
    }
    return candidates;
  }

  private long[] candidates(float[] values, int from, double error, IntPredicate wanted) {
    long[] ids = new long[bias.length];
    int count = 0;
    for (int id = 0; id < bias.length; id++) {
      boolean isBelow = values[from + id] + bias[id] <= -MARGIN - error * norms[id];
      if (!isBelow && wanted.test(id)) { // NaN is a candidate: it has to show
        ids[count++] = id;
      }
    }
    return Arrays.copyOf(ids, count);
  }

  /**
   * Finds the positions of some entries' maxima, and leaves those entries out that are not active.
   *
   * @param group whose states they are, of {@link #states(TextGroup)}
   * @param ids candidates of each text
   */
  void add(TextGroup group, NDArray states, List<long[]> ids, ActiveEntries entries) {
    int texts = ids.size();
    int width = ids.stream().mapToInt(own -> own.length).max().orElse(0);
    if (width == 0) {
      return;
    }
    long[] filled = new long[texts * width];
    for (int text = 0; text < texts; text++) {
      System.arraycopy(ids.get(text), 0, filled, text * width, ids.get(text).length);
    }
    try (NDArray wanted = manager.create(filled, new Shape(texts, width));
        NDArray own = Embedding.embedding(wanted, decoder, SparseFormat.DENSE).singletonOrThrow();
        NDArray columns = own.transpose(0, 2, 1);
        NDArray exact = states.matMul(columns);
        NDArray largest = exact.max(new int[] {1});
        NDArray places = exact.argMax(1)) {
      float[] values = largest.toFloatArray();
      long[] positions = places.toLongArray();
      for (int text = 0; text < texts; text++) {
        for (int i = 0; i < ids.get(text).length; i++) {
          int at = text * width + i;
          int id = (int) filled[at];
          boolean isBelow = values[at] + bias[id] <= -MARGIN;
          if (!isBelow) {
            entries.add(group, text, id, positions[at]);
          }
        }
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
