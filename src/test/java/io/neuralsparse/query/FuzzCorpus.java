/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random documents and queries over one vocabulary; the same for the same random numbers. */
final class FuzzCorpus {
  /** What weights look like. */
  private enum Weights {
    /** Even over a range. */
    UNIFORM,
    /** Small fractions of two: sums have no rounding, and many are equal. */
    FRACTIONS,
    /** Most small, few large. */
    SKEWED,
    /** Orders of magnitude apart. */
    EXTREME
  }

  private static final float[] VALUES = {0.25f, 0.5f, 0.5f, 1, 1, 1, 1.5f, 2};

  private final Random random;
  private final Weights weights;
  private final int vocabulary;
  private final double skew;
  private final int longest;
  private final double empty;
  private final double equal;

  FuzzCorpus(Random random) {
    this.random = random;
    this.weights = List.copyOf(EnumSet.allOf(Weights.class)).get(random.nextInt(4));
    this.vocabulary = new int[] {1, 3, 12, 60, 400, 400, 3000}[random.nextInt(7)];
    this.skew = new double[] {1, 2, 4, 8}[random.nextInt(4)];
    this.longest = 1 + random.nextInt(40);
    this.empty = random.nextInt(4) == 0 ? 0.3 : 0.01;
    this.equal = random.nextInt(3) == 0 ? 0.5 : 0.01;
  }

  /** True when sums of products are the same in whatever order they are taken. */
  boolean isExact() {
    return weights == Weights.FRACTIONS;
  }

  /**
   * True when the order of a sum can decide how it is rounded to a float, in equal documents too.
   */
  boolean isSpread() {
    return weights == Weights.EXTREME;
  }

  /** From one document to some thousands, some without a token. */
  List<Map<String, Float>> documents() {
    int count = (int) Math.exp(Math.sqrt(random.nextDouble()) * Math.log(6000));
    List<Map<String, Float>> documents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextDouble() < equal) {
        documents.add(documents.get(random.nextInt(i)));
      } else {
        int size = random.nextDouble() < empty ? 0 : 1 + random.nextInt(longest);
        documents.add(vector(size, 1));
      }
    }
    return documents;
  }

  /** Mostly a few tokens, at times more than Lucene has clauses, some that no document has. */
  SparseVector query() {
    Map<String, Float> query = vector(1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 10), 3);
    if (random.nextInt(8) == 0) {
      query.put("absent" + random.nextInt(5), weight(3));
    }
    if (random.nextInt(150) == 0) {
      for (int i = 1025 + random.nextInt(500); i > 0; i--) {
        query.put((i < vocabulary ? "t" : "absent") + i, weight(3));
      }
    }
    return SparseVector.of(query);
  }

  /** A factor of all scores. */
  float boost() {
    float[] boosts = {0.25f, 0.5f, 2, 4};
    return isExact() ? boosts[random.nextInt(boosts.length)] : 0.01f + 10 * random.nextFloat();
  }

  private Map<String, Float> vector(int size, int range) {
    Map<String, Float> vector = new HashMap<>();
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < size; i++) {
      tokens.add("t" + (int) (vocabulary * Math.pow(random.nextDouble(), skew)));
    }
    tokens.forEach(token -> vector.put(token, weight(range)));
    return vector;
  }

  private float weight(int range) {
    return switch (weights) {
      case UNIFORM -> 0.01f + range * random.nextFloat();
      case FRACTIONS -> VALUES[random.nextInt(VALUES.length)];
      case SKEWED -> (float) Math.exp(random.nextGaussian() * range);
      case EXTREME -> (float) Math.pow(10, -18 + 24 * random.nextDouble());
    };
  }

  @Override
  public String toString() {
    return weights
        + " weights, vocabulary "
        + vocabulary
        + ", skew "
        + skew
        + ", at most "
        + longest
        + " tokens a document";
  }
}
