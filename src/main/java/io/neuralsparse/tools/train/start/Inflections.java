/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import io.neuralsparse.model.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which whole words of a vocabulary are forms of one word, as English makes them. */
final class Inflections {
  private static final String WORD = "[a-z]{3,}";

  private Inflections() {}

  /** Groups of two and more ids that share a stem, by their least id; no id is in two. */
  static List<int[]> of(Vocabulary vocabulary) {
    TreeMap<String, List<Integer>> groups = new TreeMap<>();
    IntStream.range(0, vocabulary.size())
        .filter(id -> vocabulary.token(id) != null && !vocabulary.isSpecial(id))
        .filter(id -> vocabulary.token(id).matches(WORD))
        .forEach(
            id ->
                groups
                    .computeIfAbsent(
                        PorterStemmer.stem(vocabulary.token(id)), stem -> new ArrayList<>())
                    .add(id));
    Collection<List<Integer>> all = groups.values();
    return all.stream()
        .filter(group -> group.size() > 1)
        .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
        .sorted(Comparator.comparingInt(group -> group[0]))
        .toList();
  }
}
