/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Draws the queries of a corpus. Immutable and thread-safe.
 *
 * <p>A query's words are {@value #FREQUENT_SHARE} of them frequent ones, by their share of texts,
 * as in "how is the x of y made", and the others of one topic, by their density in it.
 */
final class QuerySource {
  /** The least number of words. */
  static final int SHORTEST = 5;

  /** The greatest number of words. */
  static final int LONGEST = 8;

  /** The number of tokens of an expanded query. */
  static final int WIDE = 37;

  private static final long STREAM = 3;
  private static final double FREQUENT_SHARE = 0.4;
  private static final double EXPANSION_FREQUENT_SHARE = 0.15;

  /** Words of at least this share of texts are the frequent ones. */
  private static final double FREQUENT = 0.1;

  private final Lexicon lexicon;
  private final Topics topics;
  private final long seed;
  private final int[] frequentWords;
  private final double[] frequentSums;

  QuerySource(Lexicon lexicon, Topics topics, long seed) {
    this.lexicon = lexicon;
    this.topics = topics;
    this.seed = seed;
    frequentWords =
        IntStream.range(0, lexicon.size())
            .filter(token -> lexicon.inText(token) >= FREQUENT)
            .toArray();
    frequentSums = new double[frequentWords.length];
    double sum = 0;
    for (int i = 0; i < frequentWords.length; i++) {
      sum += lexicon.inText(frequentWords[i]);
      frequentSums[i] = sum;
    }
  }

  SyntheticQuery narrow(long number) {
    Drawing drawing = new Drawing(number);
    Map<String, Float> weights = new HashMap<>();
    for (int token : drawing.words) {
      weights.put(lexicon.name(token), lexicon.idf(token));
    }
    return new SyntheticQuery(drawing.text(), SparseVector.of(weights));
  }

  SyntheticQuery wide(long number) {
    Drawing drawing = new Drawing(number);
    String text = drawing.text();
    Map<String, Float> weights = new HashMap<>();
    for (int token : drawing.words) {
      weights.put(lexicon.name(token), drawing.weight(token, 1));
    }
    drawing.expand();
    for (int token : drawing.words) {
      weights.computeIfAbsent(lexicon.name(token), name -> drawing.weight(token, 2));
    }
    return new SyntheticQuery(text, SparseVector.of(weights));
  }

  /** A query while it is drawn. */
  private final class Drawing {
    private final Draws draws;
    private final int topic;
    private final Set<Integer> words = new LinkedHashSet<>();

    Drawing(long number) {
      draws = new Draws(seed, STREAM, number);
      topic = draws.integer(Topics.COUNT);
      int size = SHORTEST + draws.integer(LONGEST - SHORTEST + 1);
      while (words.size() < size) {
        int token = token(FREQUENT_SHARE);
        if (lexicon.isWord(token)) {
          words.add(token);
        }
      }
    }

    private int token(double frequentShare) {
      return draws.chance(frequentShare)
          ? frequentWords[draws.place(frequentSums)]
          : topics.draw(topic, draws);
    }

    void expand() {
      while (words.size() < WIDE) {
        words.add(token(EXPANSION_FREQUENT_SHARE));
      }
    }

    float weight(int token, double skew) {
      return DocumentSource.weight(draws, skew + 2 * lexicon.inVector(token));
    }

    String text() {
      StringBuilder text = new StringBuilder();
      for (int token : words) {
        text.append(text.isEmpty() ? "" : " ").append(lexicon.name(token));
      }
      return text.toString();
    }
  }
}
