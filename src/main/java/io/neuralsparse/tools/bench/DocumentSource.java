/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Draws the documents of a corpus. Immutable and thread-safe.
 *
 * <p>Frequent tokens are there or not by their frequency alone. All others become likelier by the
 * document's length, a factor between {@value #SHORTEST} and {@value #LONGEST} with mean 1, and by
 * its topics. Of what is there, a word is in the text too with s / v (see {@link Lexicon}).
 */
final class DocumentSource {
  /** The least weight of a token. */
  static final double LIGHTEST = 0.05;

  /** The greatest weight of a token. */
  static final double HEAVIEST = 2.5;

  private static final long STREAM = 2;
  private static final double SHORTEST = 0.6;
  private static final double LONGEST = 1.4;
  private static final int MOST_REPEATS = 30;

  private final Lexicon lexicon;
  private final Topics topics;
  private final long seed;

  DocumentSource(Lexicon lexicon, Topics topics, long seed) {
    this.lexicon = lexicon;
    this.topics = topics;
    this.seed = seed;
  }

  SyntheticDocument get(long number) {
    Drawing drawing = new Drawing(number);
    drawing.drawTokens();
    return drawing.document();
  }

  /** A weight between the limits, in steps of 1e-4; the greater the skew, the lighter. */
  static float weight(Draws draws, double skew) {
    double weight = LIGHTEST + (HEAVIEST - LIGHTEST) * Math.pow(draws.real(), skew);
    return Math.round(weight * 1e4) / 1e4f;
  }

  /** A document while it is drawn. */
  private final class Drawing {
    private final long number;
    private final Draws draws;
    private final BitSet there = new BitSet(lexicon.size());
    private int[] tokens = new int[256];
    private int size;
    private int topical;

    Drawing(long number) {
      this.number = number;
      this.draws = new Draws(seed, STREAM, number);
    }

    /** The topics' tokens come first. */
    void drawTokens() {
      double length = draws.real(SHORTEST, LONGEST);
      int main = draws.integer(Topics.COUNT);
      drawTopic(main, length);
      int second = (main + 1 + draws.integer(Topics.COUNT - 1)) % Topics.COUNT;
      drawTopic(second, length * Topics.SECOND);
      topical = size;
      for (int token = 0; token < topics.frequent(); token++) {
        if (draws.chance(lexicon.inVector(token))) {
          add(token);
        }
      }
      int first = topics.frequent();
      draw(
          lexicon.size() - first,
          i -> length * Topics.background(lexicon.inVector(first + i)),
          i -> first + i);
    }

    private void drawTopic(int topic, double strength) {
      draw(
          topics.size(topic),
          i -> strength * topics.density(topic, i),
          i -> topics.token(topic, i));
    }

    /**
     * Draws each of several tokens with its own probability, which falls with the place. Most are
     * skipped at once: by the probability of the one before, which is at least theirs (Miller,
     * Hagberg, "Efficient Generation of Networks with Given Expected Degrees", WAW 2011).
     */
    private void draw(int count, IntToDoubleFunction probability, IntUnaryOperator token) {
      double bound = count == 0 ? 0 : probability.applyAsDouble(0);
      long place = 0;
      while (bound > 0) {
        place += draws.failures(bound);
        if (place >= count) {
          return;
        }
        double own = probability.applyAsDouble((int) place);
        if (draws.chance(own / bound)) {
          add(token.applyAsInt((int) place));
        }
        bound = own;
        place++;
      }
    }

    private void add(int token) {
      if (there.get(token)) {
        return;
      }
      there.set(token);
      if (size == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * size);
      }
      tokens[size] = token;
      size++;
    }

    SyntheticDocument document() {
      int[] frequencies = new int[size];
      float[] weights = new float[size];
      for (int i = 0; i < size; i++) {
        double frequency = lexicon.inVector(tokens[i]);
        boolean inText = draws.chance(lexicon.inText(tokens[i]) / frequency);
        boolean isTopical = i < topical;
        if (inText) {
          double again = isTopical ? 0.4 : 0.15 + 0.6 * frequency * frequency;
          frequencies[i] = 1 + draws.repeats(again, MOST_REPEATS);
        }
        double skew = (isTopical ? 1 : 2) * (inText ? 1 : 2) + 2 * frequency;
        weights[i] = weight(draws, skew);
      }
      return new SyntheticDocument(
          lexicon, seed, number, Arrays.copyOf(tokens, size), frequencies, weights);
    }
  }
}
