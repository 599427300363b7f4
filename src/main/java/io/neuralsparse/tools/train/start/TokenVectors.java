/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import io.neuralsparse.model.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A vector of length 1 for each token, its values with the sum 0: first an identity, which is
 * random, then a meaning, which tokens of like use share. The cosine of two tokens is thus {@code
 * share · cos(identities) + (1 - share) · cos(meanings)}, the first part about 0 for any two.
 *
 * <p>Meanings are of the eigenvectors of {@link PointwiseInformation}, less their mean. Tokens too
 * rare to have one, and those so common that they have none, get a random one. Inflections of a
 * word then move towards their mean.
 */
final class TokenVectors {
  /** How far apart tokens are that belong together, as many as a short sentence has. */
  private static final int WINDOW = 8;

  private static final int LEAST_WINDOWS = 3;

  /** Occurrences below which a token's meaning is chance. */
  private static final int RARE = 20;

  /** Share of all tokens above which one belongs with everything. */
  private static final double COMMON = 0.001;

  /** How far inflections move to their mean. */
  private static final double SHARED = 0.7;

  private final int vocabulary;
  private final BitSet special;
  private final List<int[]> inflections;
  private final long seed;
  private final double common;

  /**
   * What does not depend on the text.
   *
   * @param vocabulary whose special tokens' vectors are 0, and whose English words' inflections are
   *     brought together
   * @param seed of everything random
   */
  TokenVectors(Vocabulary vocabulary, long seed) {
    this(vocabulary, seed, COMMON);
  }

  TokenVectors(Vocabulary vocabulary, long seed, double common) {
    this.common = common;
    this.vocabulary = vocabulary.size();
    this.special = new BitSet();
    Arrays.stream(vocabulary.specialIds()).forEach(special::set);
    this.inflections = Inflections.of(vocabulary);
    this.seed = seed;
  }

  /**
   * Learns them.
   *
   * @param texts how many
   * @param text the ids of each, asked for twice
   * @param identity width of identities
   * @param meaning width of meanings
   * @param share of an identity in the square of a vector's length
   * @return [vocabulary][identity + meaning]
   */
  float[][] learn(int texts, IntFunction<int[]> text, int identity, int meaning, double share) {
    long[] counts = new long[vocabulary];
    for (int i = 0; i < texts; i++) {
      Arrays.stream(text.apply(i)).forEach(id -> counts[id]++);
    }
    long all = Arrays.stream(counts).sum();
    BitSet left = (BitSet) special.clone();
    IntStream.range(0, vocabulary).filter(id -> counts[id] > common * all).forEach(left::set);
    Cooccurrences pairs = new Cooccurrences(vocabulary, WINDOW, left);
    for (int i = 0; i < texts; i++) {
      count(text.apply(i), pairs);
    }
    SymmetricMatrix information = PointwiseInformation.of(pairs.matrix(LEAST_WINDOWS));
    float[][] meanings = Eigenvectors.scaled(information, meaning, seed);
    BitSet known = new BitSet();
    IntStream.range(0, vocabulary)
        .filter(id -> counts[id] >= RARE && !left.get(id) && !isZero(meanings[id]))
        .forEach(known::set);
    return joined(centred(meanings, known), known, counts, identity, share);
  }

  /** Counts what is between special tokens, each part for itself. */
  private void count(int[] ids, Cooccurrences pairs) {
    int from = 0;
    for (int i = 0; i <= ids.length; i++) {
      if (i == ids.length || special.get(ids[i])) {
        pairs.add(Arrays.copyOfRange(ids, from, i));
        from = i + 1;
      }
    }
  }

  private static boolean isZero(float[] row) {
    for (float value : row) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static float[][] centred(float[][] rows, BitSet known) {
    int width = rows[0].length;
    double[] mean = new double[width];
    known.stream()
        .forEach(
            id -> {
              for (int k = 0; k < width; k++) {
                mean[k] += rows[id][k] / known.cardinality();
              }
            });
    known.stream()
        .forEach(
            id -> {
              for (int k = 0; k < width; k++) {
                rows[id][k] -= (float) mean[k];
              }
            });
    return rows;
  }

  /** Identities beside meanings. */
  private float[][] joined(
      float[][] meanings, BitSet known, long[] counts, int identity, double share) {
    SplittableRandom random = new SplittableRandom(seed);
    float[][] rows = new float[vocabulary][];
    for (int id = 0; id < vocabulary; id++) {
      float[] chance = normal(meanings[0].length, random);
      rows[id] = unit(known.get(id) ? meanings[id] : chance);
    }
    inflections.forEach(group -> bringTogether(group, rows, known, counts));
    List<float[]> joined = new ArrayList<>();
    for (int id = 0; id < vocabulary; id++) {
      float[] own = unit(normal(identity, random));
      float[] row = new float[identity + rows[id].length];
      if (!special.get(id)) {
        put(own, Math.sqrt(share), row, 0);
        put(rows[id], Math.sqrt(1 - share), row, identity);
      }
      joined.add(row);
    }
    return joined.toArray(float[][]::new);
  }

  private static void bringTogether(int[] group, float[][] rows, BitSet known, long[] counts) {
    float[] mean = new float[rows[group[0]].length];
    boolean anyKnown = Arrays.stream(group).anyMatch(known::get);
    for (int id : group) {
      double weight = !anyKnown ? (id == group[0] ? 1 : 0) : known.get(id) ? counts[id] : 0;
      for (int k = 0; k < mean.length; k++) {
        mean[k] += (float) (Math.sqrt(weight) * rows[id][k]);
      }
    }
    unit(mean);
    for (int id : group) {
      float[] moved = new float[mean.length];
      for (int k = 0; k < mean.length; k++) {
        moved[k] = (float) (SHARED * mean[k] + (1 - SHARED) * rows[id][k]);
      }
      rows[id] = unit(moved);
    }
  }

  private static float[] normal(int width, SplittableRandom random) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Brings a row to the sum 0 and, if it is not 0, to length 1; the same array. */
  private static float[] unit(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    double square = 0;
    for (int i = 0; i < row.length; i++) {
      row[i] -= (float) (sum / row.length);
      square += row[i] * row[i];
    }
    if (square > 0) {
      double scale = 1 / Math.sqrt(square);
      for (int i = 0; i < row.length; i++) {
        row[i] *= (float) scale;
      }
    }
    return row;
  }

  private static void put(float[] values, double scale, float[] row, int from) {
    for (int i = 0; i < values.length; i++) {
      row[from + i] = (float) (scale * values[i]);
    }
  }
}
