/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a query makes of tokens that its text has more than once. */
public enum TokenFrequency {
  /** Each distinct token counts once. */
  SET,
  /** A token's weight is multiplied by the number of its occurrences. */
  COUNT;

  /** The names in requests and configuration files. */
  public static final List<String> LABELS =
      Arrays.stream(values()).map(TokenFrequency::label).toList();

  /** The value of that name, if there is one. */
  public static Optional<TokenFrequency> named(String name) {
    return Arrays.stream(values()).filter(value -> value.label().equals(name)).findFirst();
  }

  /** The name in requests and configuration files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The weight of a token in a query.
   *
   * @param weight of the token in the model's table, 0 or more, finite
   * @param occurrences in the text, at least 1
   * @return finite
   */
  public float weight(float weight, int occurrences) {
    return this == COUNT ? Math.min(weight * occurrences, Float.MAX_VALUE) : weight;
  }
}
