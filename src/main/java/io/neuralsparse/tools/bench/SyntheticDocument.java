/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;
import java.util.HashMap;
import java.util.Map;

/**
 * A document of a {@link SyntheticCorpus}: the words of its text with their numbers of occurrences,
 * and a weight for each token of its vector, which has the words and others. Immutable.
 */
public final class SyntheticDocument {
  private static final long STREAM = 4;

  private final Lexicon lexicon;
  private final long seed;
  private final long number;
  private final int[] tokens;
  private final int[] frequencies;
  private final float[] weights;

  SyntheticDocument(
      Lexicon lexicon, long seed, long number, int[] tokens, int[] frequencies, float[] weights) {
    this.lexicon = lexicon;
    this.seed = seed;
    this.number = number;
    this.tokens = tokens;
    this.frequencies = frequencies;
    this.weights = weights;
  }

  /** Its number in the corpus. */
  public long number() {
    return number;
  }

  /** The number of tokens of its vector. */
  public int size() {
    return tokens.length;
  }

  /** A token of its vector; they are in no order, and each is there once. */
  public String token(int place) {
    return lexicon.name(tokens[place]);
  }

  /** The weight of that token, in [0.05, 2.5], with at most four decimals. */
  public float weight(int place) {
    return weights[place];
  }

  /** How often the text has that token; 0 where only the vector does. */
  public int frequency(int place) {
    return frequencies[place];
  }

  /** The tokens with their weights. */
  public SparseVector vector() {
    Map<String, Float> map = HashMap.newHashMap(tokens.length);
    for (int i = 0; i < tokens.length; i++) {
      map.put(token(i), weights[i]);
    }
    return SparseVector.of(map);
  }

  /** The words of the text in some order, with blanks between them. */
  public String text() {
    int length = 0;
    for (int frequency : frequencies) {
      length += frequency;
    }
    int[] words = new int[length];
    Draws draws = new Draws(seed, STREAM, number);
    int count = 0;
    for (int i = 0; i < tokens.length; i++) {
      for (int j = 0; j < frequencies[i]; j++) {
        int other = draws.integer(count + 1);
        words[count] = words[other];
        words[other] = tokens[i];
        count++;
      }
    }
    StringBuilder text = new StringBuilder(6 * length);
    for (int word : words) {
      text.append(text.isEmpty() ? "" : " ").append(lexicon.name(word));
    }
    return text.toString();
  }
}
