/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the weights of a network that is built here are held and multiplied. */
public enum Precision {
  /** Eight-bit integers with a scale for each output channel, made when the model is loaded. */
  INT8,
  /** As 32-bit floats. */
  FP32;

  /** The precision of that name, if there is one. */
  public static Optional<Precision> named(String name) {
    return Arrays.stream(values()).filter(value -> value.label().equals(name)).findFirst();
  }

  /** The name in configuration files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
