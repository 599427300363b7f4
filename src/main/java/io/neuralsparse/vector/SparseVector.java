/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.vector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Vocabulary tokens with their weights: a document or a query in the space of a model's vocabulary.
 *
 * <p>Every weight is positive and finite, every token occurs once and is not empty; the order is by
 * falling weight, equal weights by token. Immutable.
 */
public final class SparseVector {
  /** A token and its weight. */
  public record Entry(String token, float weight) {}

  private static final Comparator<Entry> HEAVIEST_FIRST =
      (a, b) ->
          a.weight != b.weight ? Float.compare(b.weight, a.weight) : a.token.compareTo(b.token);

  /** The vector without tokens. */
  public static final SparseVector EMPTY = new SparseVector(List.of());

  private final List<Entry> entries;

  private SparseVector(List<Entry> sorted) {
    this.entries = sorted;
  }

  /**
   * Puts weights into order.
   *
   * @param weights token → weight
   * @throws IllegalArgumentException for an empty token, and for a weight that is zero, negative,
   *     infinite or NaN; the message names the token
   */
  public static SparseVector of(Map<String, Float> weights) {
    List<Entry> entries = new ArrayList<>(weights.size());
    weights.forEach((token, weight) -> entries.add(checked(token, weight)));
    entries.sort(HEAVIEST_FIRST);
    return new SparseVector(Collections.unmodifiableList(entries));
  }

  /**
   * The largest weight of each token in any of some vectors.
   *
   * @param vectors in any order; of none, the result is empty
   */
  public static SparseVector maximum(List<SparseVector> vectors) {
    if (vectors.size() == 1) {
      return vectors.getFirst();
    }
    Map<String, Float> weights = new HashMap<>();
    for (SparseVector vector : vectors) {
      vector.entries.forEach(entry -> weights.merge(entry.token, entry.weight, Math::max));
    }
    return of(weights);
  }

  private static Entry checked(String token, float weight) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("a token must not be empty");
    }
    if (!(weight > 0) || weight == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the weight of token [" + token + "] must be positive and finite, got [" + weight + "]");
    }
    return new Entry(token, weight);
  }

  /** The tokens with their weights, heaviest first; unmodifiable. */
  public List<Entry> entries() {
    return entries;
  }

  /** The number of tokens. */
  public int size() {
    return entries.size();
  }

  /** True when there is no token. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * The vector of the heaviest tokens; of equally heavy ones those that come first by name.
   *
   * @param count how many tokens stay, from 0 to {@link #size()}
   */
  public SparseVector heaviest(int count) {
    return count == entries.size() ? this : new SparseVector(entries.subList(0, count));
  }

  /**
   * The vector of the lightest tokens; with {@link #heaviest} of the others it makes up the whole.
   *
   * @param count how many tokens, from 0 to {@link #size()}
   */
  public SparseVector lightest(int count) {
    return count == entries.size()
        ? this
        : new SparseVector(entries.subList(entries.size() - count, entries.size()));
  }

  /** Token → weight, heaviest first; a new map that the caller owns. */
  public Map<String, Float> toMap() {
    Map<String, Float> map = LinkedHashMap.newLinkedHashMap(entries.size());
    for (Entry entry : entries) {
      map.put(entry.token, entry.weight);
    }
    return map;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseVector that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
