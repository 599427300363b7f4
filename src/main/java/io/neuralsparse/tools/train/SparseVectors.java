/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.util.Arrays;
import java.util.List;

/** Sparse vectors of documents, by token: scores all documents for a query. */
final class SparseVectors {
  private final int documents;
  private final int[][] places;
  private final float[][] weights;
  private final int[] sizes;
  private long tokens;

  /**
   * No vector yet.
   *
   * @param documents how many there will be
   */
  SparseVectors(int vocabulary, int documents) {
    this.documents = documents;
    places = new int[vocabulary][];
    weights = new float[vocabulary][];
    sizes = new int[vocabulary];
  }

  /**
   * Adds a document's vector; a weight of 0 is none.
   *
   * @param document its number, from 0
   * @param values that hold the vector
   * @param from of the weight of token 0
   * @param to after the weight of the last token
   */
  void add(int document, float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (values[i] > 0) {
        add(document, i - from, values[i]);
      }
    }
  }

  /** Adds one weight, above 0. */
  void add(int document, int token, float weight) {
    int size = sizes[token];
    if (size == 0) {
      places[token] = new int[4];
      weights[token] = new float[4];
    } else if (size == places[token].length) {
      places[token] = Arrays.copyOf(places[token], 2 * size);
      weights[token] = Arrays.copyOf(weights[token], 2 * size);
    }
    places[token][size] = document;
    weights[token][size] = weight;
    sizes[token]++;
    tokens++;
  }

  /**
   * What queries find.
   *
   * @param queries a weight for each token
   */
  Trial.Scores scores(List<float[]> queries) {
    double flops = 0;
    for (int token = 0; token < sizes.length; token++) {
      int asking = 0;
      for (float[] query : queries) {
        asking += query[token] > 0 ? 1 : 0;
      }
      flops += (double) asking * sizes[token];
    }
    return new Trial.Scores(
        query -> scores(queries.get(query)),
        0,
        flops / Math.max(1, queries.size()) / Math.max(1, documents),
        (double) tokens / Math.max(1, documents));
  }

  private float[] scores(float[] query) {
    float[] scores = new float[documents];
    for (int token = 0; token < query.length; token++) {
      if (query[token] > 0) {
        for (int i = 0; i < sizes[token]; i++) {
          scores[places[token][i]] += query[token] * weights[token][i];
        }
      }
    }
    return scores;
  }
}
