/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.torch.Processor;
import io.neuralsparse.tools.train.torch.TorchMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The same vectors and the same gradients as {@link DenseHead}'s at a fraction of the cost. The
 * gradient of a maximum flows to one position, that of the activation to positive logits only, so:
 *
 * <ol>
 *   <li>The logits of a text are computed some rows of the decoder at a time, without a tape and
 *       roughly, and only their maxima kept.
 *   <li>Entries whose maximum is above 0, or below it by no more than its error may be, are
 *       computed once more, exactly: that tells the active ones, and the position of their maximum.
 *   <li>Only those go on the tape: a row of the states, a row of the decoder, their product.
 * </ol>
 *
 * <p>An active entry takes two rows of the hidden size on the tape. A text with more than {@code
 * 1/8} of the vocabulary active, as in networks that were never trained, is computed on the tape as
 * {@link DenseHead} does, by itself: its logits, 4 bytes · tokens · vocabulary, are there only once
 * at a time in either direction. So a batch of n texts takes at most n · vocabulary / 8 · hidden ·
 * 8 bytes beside those, whatever is active.
 */
public final class SparseHead implements VocabularyHead {
  /** The share of the vocabulary from which on a text is computed densely. */
  private static final double DENSE_SHARE = 1.0 / 8;

  private final TrainableTransformer network;
  private final Weighing weighing;
  private final LargestLogits logits;

  /**
   * A head of a network; it lives as long as that does.
   *
   * @param vocabulary tells which ids never have a weight
   */
  public SparseHead(TrainableTransformer network, Activation activation, Vocabulary vocabulary) {
    this(network, activation, vocabulary, Processor.multipliesBfloat16());
  }

  /**
   * One that looks roughly first, or exactly. Both find the same; but of positions whose logits are
   * the same but for rounding one may take this, one that, so the choice must not change in a run.
   */
  SparseHead(
      TrainableTransformer network, Activation activation, Vocabulary vocabulary, boolean rough) {
    this.network = network;
    this.weighing = new Weighing(activation, vocabulary, network.config().vocabularySize());
    this.logits = new LargestLogits(network.manager(), rough);
  }

  @Override
  public NDArray weights(NDArray states, TokenBatch batch) {
    return Encoder.only(
        () -> {
          NDArray transformed = network.transform(states);
          ActiveEntries entries =
              new ActiveEntries(batch.width(), network.config().vocabularySize());
          List<Integer> dense = new ArrayList<>();
          try (Maxima maxima = new Maxima(network, logits, transformed)) {
            for (TextGroup group : TextGroup.of(batch)) {
              find(maxima, group, entries, dense);
            }
          }
          if (entries.size() == 0 && dense.isEmpty()) {
            dense.add(0); // so that there is something to take a gradient of, if only of zeros
          }
          return assemble(transformed, batch, entries, dense);
        });
  }

  private void find(Maxima maxima, TextGroup group, ActiveEntries entries, List<Integer> dense) {
    try (NDArray states = maxima.states(group)) {
      List<long[]> candidates = maxima.candidates(states, weighing::isOrdinary);
      for (int i = 0; i < group.size(); i++) {
        if (candidates.get(i).length > DENSE_SHARE * network.config().vocabularySize()) {
          dense.add(group.texts().get(i));
          candidates.set(i, new long[0]);
        }
      }
      maxima.add(group, states, candidates, entries);
    }
  }

  private NDArray assemble(
      NDArray transformed, TokenBatch batch, ActiveEntries entries, List<Integer> dense) {
    NDManager manager = transformed.getManager();
    int vocabulary = network.config().vocabularySize();
    NDList values = new NDList();
    NDList places = new NDList();
    if (entries.size() > 0) {
      values.add(sparse(transformed, entries));
      places.add(TorchMemory.copied(manager.create(entries.places())));
    }
    for (int text : dense) {
      NDArray own = transformed.get(text).get("0:" + batch.lengths().get(text));
      values.add(dense(own));
      places.add(
          manager.arange(vocabulary).toType(DataType.INT64, true).add((long) text * vocabulary));
    }
    NDArray weights = manager.zeros(new Shape((long) batch.size() * vocabulary));
    if (!values.isEmpty()) {
      weights = weights.put(joined(places), joined(values));
    }
    return weights.reshape(batch.size(), vocabulary);
  }

  private NDArray sparse(NDArray transformed, ActiveEntries entries) {
    NDManager manager = transformed.getManager();
    NDArray ids = TorchMemory.copied(manager.create(entries.ids()));
    NDArray states =
        rows(
            TorchMemory.copied(manager.create(entries.positions())),
            transformed.reshape(-1, network.config().hidden()));
    NDArray products = states.mul(rows(ids, network.decoder())).sum(new int[] {1});
    NDArray bias = rows(ids, network.decoderBias().reshape(-1, 1)).reshape(-1);
    return weighing.activate(products.add(bias));
  }

  private NDArray dense(NDArray states) {
    NDArray ordinary = weighing.ordinary(states.getManager());
    NDArray logits =
        Linear.linear(states, network.decoder(), network.decoderBias()).singletonOrThrow();
    NDArray maxima = logits.max(new int[] {0});
    logits.close();
    return weighing.activate(maxima).mul(ordinary);
  }

  /** Of a single array, DJL would make a copy without its tape. */
  private static NDArray joined(NDList arrays) {
    return arrays.size() == 1 ? arrays.head() : NDArrays.concat(arrays);
  }

  private static NDArray rows(NDArray ids, NDArray table) {
    return Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
  }
}
