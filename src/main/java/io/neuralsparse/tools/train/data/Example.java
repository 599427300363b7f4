/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.List;

/**
 * A query and documents that answer it or don't, as a line says. All texts are stripped and not
 * empty; no negative is a positive. Immutable.
 *
 * @param query text
 * @param positives at least one; of documents with scores the one with the highest
 * @param negatives may be none
 * @param scores of the positives and then the negatives, finite; empty where the line has none
 * @param source where the texts are from, by which batches can be made; may be empty
 * @param origin of the line
 */
public record Example(
    String query,
    List<String> positives,
    List<String> negatives,
    List<Float> scores,
    String source,
    Origin origin) {
  /** Copies the lists. */
  public Example {
    positives = List.copyOf(positives);
    negatives = List.copyOf(negatives);
    scores = List.copyOf(scores);
  }
}
