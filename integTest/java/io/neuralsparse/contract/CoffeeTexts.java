/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import io.neuralsparse.server.Node;
import java.util.List;

/**
 * The texts that clients index, and what the query "coffee" gives for each with the built-in model:
 * BM25's document half, k1 1.2, b 0.75, mean length 256, times the word's weight in the table.
 */
record CoffeeTexts(float weight) {
  /** All words are one token each. */
  static final List<String> TEXTS =
      List.of("coffee", "this is the best way to make coffee", "green tea");

  static CoffeeTexts on(Node node) {
    return new CoffeeTexts(Vocabularies.words(node, Integer.MAX_VALUE).get("coffee"));
  }

  /** The score of one of the texts that have the word once. */
  double score(int text) {
    int length = TEXTS.get(text).split(" ", -1).length;
    double stored = 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / 256));
    return (double) weight * Oracle.trunc9((float) stored);
  }
}
