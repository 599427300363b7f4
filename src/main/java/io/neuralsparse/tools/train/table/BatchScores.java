/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Scores of a batch's queries for its documents, which are kept by the queries' tokens. */
final class BatchScores {
  /** Which documents are a query's positives. */
  interface Positives {
    /** Whether the document at a place is one of them. */
    boolean has(int query, int document);
  }

  private final int[][] queries;
  private final int documents;
  private final Positives positives;
  private final Map<Integer, float[]> columns = new HashMap<>();

  /**
   * Of a batch.
   *
   * @param queries the distinct ids of each
   * @param documents the texts of as many or a multiple: each query's positive first, then its
   *     negatives
   * @param positives that do not count as rivals
   */
  BatchScores(int[][] queries, int[] documents, Positives positives, DocumentVectors vectors) {
    this.queries = queries;
    this.documents = documents.length;
    this.positives = positives;
    Arrays.stream(queries)
        .flatMapToInt(Arrays::stream)
        .forEach(token -> columns.computeIfAbsent(token, t -> new float[documents.length]));
    for (int d = 0; d < documents.length; d++) {
      int[] tokens = vectors.tokens(documents[d]);
      float[] weights = vectors.weights(documents[d]);
      for (int i = 0; i < tokens.length; i++) {
        float[] column = columns.get(tokens[i]);
        if (column != null) {
          column[d] = weights[i];
        }
      }
    }
  }

  /** The number of queries. */
  int queries() {
    return queries.length;
  }

  /** The place of a query's positive. */
  int positive(int query) {
    return query * (documents / queries.length);
  }

  /** Whether a document is the query's positive or a rival of it. */
  boolean counts(int query, int document) {
    return document == positive(query) || !positives.has(query, document);
  }

  /** The scores of a query for all documents. */
  double[] of(int query, IntToDoubleFunction weight) {
    double[] scores = new double[documents];
    for (int token : queries[query]) {
      double factor = weight.applyAsDouble(token);
      float[] column = columns.get(token);
      for (int d = 0; d < scores.length; d++) {
        scores[d] += factor * column[d];
      }
    }
    return scores;
  }

  /** Adds to each token of a query its weight times the sum of the factors times the documents. */
  void addProducts(int query, double[] factors, IntToDoubleFunction weight, double[] sums) {
    for (int token : queries[query]) {
      double sum = 0;
      float[] column = columns.get(token);
      for (int d = 0; d < factors.length; d++) {
        sum += factors[d] * column[d];
      }
      sums[token] += weight.applyAsDouble(token) * sum;
    }
  }
}
