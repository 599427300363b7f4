/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.train.network.Dropout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Scores documents by a network in training, as it is now. */
final class StudentScorer implements Trial.Scorer {
  private static final int BATCH = 16;

  private final Student student;
  private final NDManager manager;
  private SparseVectors documents;
  private float[][] dense;

  /** A scorer; arrays are made in managers below the one given. */
  StudentScorer(Student student, NDManager manager) {
    this.student = student;
    this.manager = manager;
  }

  /** Takes one vector. */
  private interface Sink {
    void put(int text, float[] values, int from, int to);
  }

  @Override
  public void encode(List<int[]> texts, DoubleConsumer progress) {
    documents = new SparseVectors(student.vocabularySize(), texts.size());
    dense = new float[texts.size()][];
    int[] order =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt(text -> -texts.get(text).length))
            .mapToInt(Integer::intValue)
            .toArray();
    Sink sink = student.isSparse() ? documents::add : this::addDense;
    for (int from = 0; from < order.length; from += BATCH) {
      int[] batch =
          IntStream.range(from, Math.min(from + BATCH, order.length)).map(i -> order[i]).toArray();
      try (NDManager step = manager.newSubManager()) {
        List<int[]> chosen = IntStream.of(batch).mapToObj(texts::get).toList();
        put(student.documents(chosen, step, Dropout.NONE), batch, sink);
      }
      progress.accept((double) (from + batch.length) / order.length);
    }
  }

  private static void put(NDArray vectors, int[] texts, Sink sink) {
    float[] values = vectors.toFloatArray();
    int width = values.length / texts.length;
    for (int i = 0; i < texts.length; i++) {
      sink.put(texts[i], values, i * width, (i + 1) * width);
    }
  }

  private void addDense(int text, float[] values, int from, int to) {
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (double) values[i] * values[i];
    }
    float[] unit = new float[to - from];
    double length = squares == 0 ? 1 : Math.sqrt(squares);
    for (int i = from; i < to; i++) {
      unit[i - from] = (float) (values[i] / length);
    }
    dense[text] = unit;
  }

  @Override
  public Trial.Scores scores(List<int[]> texts) {
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<int[]> batch = texts.subList(from, Math.min(from + BATCH, texts.size()));
      try (NDManager step = manager.newSubManager()) {
        NDArray queries = student.queries(batch, step, Dropout.NONE);
        int[] places = IntStream.range(0, batch.size()).toArray();
        put(
            queries,
            places,
            (text, values, a, b) -> vectors.add(java.util.Arrays.copyOfRange(values, a, b)));
      }
    }
    if (student.isSparse()) {
      return documents.scores(vectors);
    }
    return new Trial.Scores(query -> cosines(vectors.get(query)), Float.NEGATIVE_INFINITY, 0, 0);
  }

  /** Up to the length of the query's vector, which changes no ranking. */
  private float[] cosines(float[] query) {
    float[] scores = new float[dense.length];
    for (int d = 0; d < dense.length; d++) {
      float sum = 0;
      for (int i = 0; i < query.length; i++) {
        sum += query[i] * dense[d][i];
      }
      scores[d] = sum;
    }
    return scores;
  }
}
