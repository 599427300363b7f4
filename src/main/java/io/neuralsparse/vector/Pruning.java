/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.vector;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A rule that drops the light tokens of a vector.
 *
 * <table>
 * <caption>What each type keeps of weights w, heaviest first</caption>
 * <tr><th>type</th><th>keeps</th><th>ratio</th></tr>
 * <tr><td>none</td><td>everything</td><td>-</td></tr>
 * <tr><td>top_k</td><td>the k heaviest</td><td>k, a whole number from 1</td></tr>
 * <tr><td>alpha_mass</td><td>the heaviest, as long as they sum up to at most alpha of the whole sum;
 *     at least one</td><td>alpha, in [0, 1)</td></tr>
 * <tr><td>max_ratio</td><td>w ≥ ratio · the largest w</td><td>in [0, 1)</td></tr>
 * <tr><td>abs_value</td><td>w ≥ ratio</td><td>from 0</td></tr>
 * </table>
 *
 * @param type the rule
 * @param ratio its parameter; 0 for {@link Type#NONE}
 */
public record Pruning(Type type, double ratio) {
  /** The rule that keeps everything. */
  public static final Pruning NONE = new Pruning(Type.NONE, 0);

  /** The rules. */
  public enum Type {
    /** Keeps everything. */
    NONE,
    /** Keeps a number of tokens. */
    TOP_K,
    /** Keeps a share of the sum of weights. */
    ALPHA_MASS,
    /** Keeps what is not too far below the heaviest. */
    MAX_RATIO,
    /** Keeps what is not too light. */
    ABS_VALUE;

    /** The name in requests. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The type of that name.
     *
     * @throws IllegalArgumentException for any other name; the message lists the names
     */
    public static Type named(String label) {
      return Arrays.stream(values())
          .filter(type -> type.label().equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "must be one of "
                          + Arrays.stream(values()).map(Type::label).toList()
                          + ", got ["
                          + label
                          + "]"));
    }
  }

  /**
   * Checks the ratio.
   *
   * @throws IllegalArgumentException when it is not what the type allows; the message says what is
   */
  public Pruning {
    boolean allowed =
        switch (type) {
          case NONE -> true;
          case TOP_K -> ratio >= 1 && ratio == Math.rint(ratio) && ratio <= Integer.MAX_VALUE;
          case ALPHA_MASS, MAX_RATIO -> ratio >= 0 && ratio < 1;
          case ABS_VALUE -> ratio >= 0 && ratio <= Float.MAX_VALUE;
        };
    if (!allowed) {
      String range =
          switch (type) {
            case TOP_K -> "a positive integer";
            case ABS_VALUE -> "0 or more";
            default -> "in [0, 1)";
          };
      throw new IllegalArgumentException(
          "must be " + range + " for [" + type.label() + "], got [" + ratio + "]");
    }
  }

  /** What the rule keeps of a vector. */
  public SparseVector apply(SparseVector vector) {
    return vector.heaviest(kept(vector.entries()));
  }

  /** How many tokens stay: weights fall, so what stays is a beginning. */
  private int kept(List<SparseVector.Entry> entries) {
    return switch (type) {
      case NONE -> entries.size();
      case TOP_K -> (int) Math.min(ratio, entries.size());
      case ALPHA_MASS -> mass(entries);
      case MAX_RATIO ->
          entries.isEmpty() ? 0 : atLeast(entries, ratio * entries.getFirst().weight());
      case ABS_VALUE -> atLeast(entries, ratio);
    };
  }

  private static int atLeast(List<SparseVector.Entry> entries, double threshold) {
    int kept = 0;
    while (kept < entries.size() && entries.get(kept).weight() >= threshold) {
      kept++;
    }
    return kept;
  }

  private int mass(List<SparseVector.Entry> entries) {
    double limit = ratio * entries.stream().mapToDouble(SparseVector.Entry::weight).sum();
    double sum = 0;
    int kept = 0;
    while (kept < entries.size()) {
      sum += entries.get(kept).weight();
      if (sum > limit && kept > 0) {
        break;
      }
      kept++;
    }
    return kept;
  }
}
