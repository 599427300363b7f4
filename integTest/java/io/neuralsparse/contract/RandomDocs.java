/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Documents and queries drawn from a vocabulary whose first words are the most frequent ones.
 * Weights spread over three decades; some vectors are those of an earlier document.
 */
final class RandomDocs {
  private static final List<String> GROUPS = List.of("x", "y", "z", "u", "w");

  private final Random random;
  private final List<String> vocabulary;
  private final List<Map<String, Float>> vectors = new ArrayList<>();
  private int made;

  RandomDocs(long seed, List<String> vocabulary) {
    this.random = new Random(seed);
    this.vocabulary = vocabulary;
  }

  Random random() {
    return random;
  }

  /** Documents of new ids and numbers. */
  List<Doc> next(int count) {
    List<Doc> docs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      docs.add(doc(String.valueOf(made), made));
      made++;
    }
    return docs;
  }

  /** Another document under the id and number of an earlier one. */
  Doc again(Doc doc) {
    return doc(doc.id(), doc.n());
  }

  private Doc doc(String id, int n) {
    List<Map<String, Float>> items = new ArrayList<>();
    for (int i = random.nextInt(10) - 6; i > 0; i--) {
      items.add(weights(1 + random.nextInt(5)));
    }
    return new Doc(id, n, GROUPS.get(random.nextInt(GROUPS.size())), vector(), items);
  }

  private Map<String, Float> vector() {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return Map.of();
    }
    if (kind < 3 && !vectors.isEmpty()) {
      return vectors.get(random.nextInt(vectors.size()));
    }
    Map<String, Float> vector = weights(3 + random.nextInt(30));
    vectors.add(vector);
    return vector;
  }

  /** So many draws of weighted tokens; those drawn twice count once. */
  Map<String, Float> weights(int draws) {
    Map<String, Float> weights = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      weights.put(token(), (float) Math.exp(1.2 * random.nextGaussian()));
    }
    return weights;
  }

  /** A token, the first ones more often. */
  String token() {
    double u = random.nextDouble();
    return vocabulary.get((int) (vocabulary.size() * u * u * u));
  }
}
