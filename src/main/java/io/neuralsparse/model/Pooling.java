/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How the logits of a document's positions become one weight for each vocabulary entry; named as
 * sentence-transformers' SpladePooling names it. Padding counts for nothing in either.
 */
public enum Pooling {
  /** {@code f(max over positions of x)}, f the model's {@link Activation}. */
  MAX,
  /** {@code sum over positions of f(x)}: here f comes first, the two don't commute. */
  SUM;

  static Optional<Pooling> named(String name) {
    return Arrays.stream(values()).filter(value -> value.label().equals(name)).findFirst();
  }

  /** The name in configuration files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
