/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.train.data.TokenTable;
import io.neuralsparse.vector.SparseVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** The sparse vectors of documents by their text's number. */
final class DocumentVectors {
  /** Texts that are encoded together, of about one length. */
  private static final int TOGETHER = 16;

  private final int[][] tokens;
  private final float[][] weights;

  /**
   * Of no document yet.
   *
   * @param texts above every text's number
   */
  DocumentVectors(int texts) {
    this.tokens = new int[texts][];
    this.weights = new float[texts][];
  }

  /**
   * Encodes all documents of a table.
   *
   * @param texts above every text's number
   * @param progress is told the share that is done
   */
  static DocumentVectors of(
      int texts,
      TokenTable documents,
      DocumentEncoder encoder,
      Vocabulary vocabulary,
      DoubleConsumer progress) {
    DocumentVectors vectors = new DocumentVectors(texts);
    int[] order =
        IntStream.range(0, texts)
            .filter(documents::has)
            .boxed()
            .sorted(Comparator.comparingInt(text -> -documents.get(text).length))
            .mapToInt(Integer::intValue)
            .toArray();
    AtomicInteger done = new AtomicInteger();
    IntStream.range(0, (order.length + TOGETHER - 1) / TOGETHER)
        .parallel()
        .forEach(
            batch -> {
              int from = batch * TOGETHER;
              int[] chosen =
                  Arrays.copyOfRange(order, from, Math.min(order.length, from + TOGETHER));
              List<long[]> ids =
                  IntStream.of(chosen)
                      .mapToObj(text -> Arrays.stream(documents.get(text)).asLongStream().toArray())
                      .toList();
              List<SparseVector> encoded = encoder.run(ids);
              for (int i = 0; i < chosen.length; i++) {
                vectors.put(chosen[i], encoded.get(i), vocabulary);
              }
              progress.accept((double) done.addAndGet(chosen.length) / order.length);
            });
    return vectors;
  }

  private void put(int text, SparseVector vector, Vocabulary vocabulary) {
    int[] ids = new int[vector.size()];
    float[] values = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      SparseVector.Entry entry = vector.entries().get(i);
      ids[i] = vocabulary.id(entry.token());
      values[i] = entry.weight();
    }
    put(text, ids, values);
  }

  /** Keeps a document's vector. */
  void put(int text, int[] ids, float[] values) {
    tokens[text] = ids;
    weights[text] = values;
  }

  /** The tokens of a document. */
  int[] tokens(int text) {
    return tokens[text];
  }

  /** Their weights. */
  float[] weights(int text) {
    return weights[text];
  }
}
