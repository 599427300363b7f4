/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a document's pooled logit x becomes before it is a weight; named as sentence-transformers'
 * SpladePooling names it.
 */
public enum Activation {
  /** {@code log(1 + max(x, 0))}: the v1 and v2 models. */
  RELU,
  /** {@code log(1 + log(1 + max(x, 0)))}: the v3 models. */
  LOG1P_RELU;

  static Optional<Activation> named(String name) {
    return Arrays.stream(values()).filter(value -> value.label().equals(name)).findFirst();
  }

  /** The name in configuration files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
