/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.model.TokenFrequency;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Queries as the plugin serves them, without a network: relu(idf) at each token of the text, times
 * its occurrences where those count, 0 elsewhere and at special tokens. On the tape as a function
 * of the IDF table, where that is a parameter: its slope is 0 where the table is 0 or less.
 *
 * @param frequency what a repeated token counts
 * @param specials ids of the tokens that no query has
 */
public record QueryMatrix(TokenFrequency frequency, BitSet specials) {
  /** Keeps a copy of the ids. */
  public QueryMatrix {
    Objects.requireNonNull(frequency);
    specials = (BitSet) specials.clone();
  }

  /**
   * The vectors of queries.
   *
   * @param queries the token ids of each, with special tokens or without, none for an empty text
   * @param idf [V], finite
   * @param manager owns the result and all that is made on the way
   * @return [Q, V], 0 or more
   * @throws IllegalArgumentException when there is no query, or an id is not in the table
   */
  public NDArray vectors(List<int[]> queries, NDArray idf, NDManager manager) {
    int size = Math.toIntExact(idf.size());
    if (queries.isEmpty()) {
      throw new IllegalArgumentException("a batch must have a query");
    }
    float[] counts = new float[Math.multiplyExact(queries.size(), size)];
    for (int q = 0; q < queries.size(); q++) {
      for (int id : queries.get(q)) {
        if (id < 0 || id >= size) {
          throw new IllegalArgumentException(
              "query [" + q + "] has token id [" + id + "]; the table has " + size + " tokens");
        }
        if (!specials.get(id)) {
          int cell = q * size + id;
          counts[cell] = frequency == TokenFrequency.COUNT ? counts[cell] + 1 : 1;
        }
      }
    }
    // Counts are not negative: relu(count · idf) = count · relu(idf).
    NDArray weighed = manager.create(counts, new Shape(queries.size(), size)).mul(idf);
    return ai.djl.nn.Activation.relu(weighed);
  }
}
