/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Optional;

/** The function between the two halves of a layer's perceptron, and in the head's transform. */
public enum HiddenActivation {
  /** {@code x · Φ(x)}, Φ by the error function. */
  GELU,
  /** {@code x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))}. */
  GELU_TANH,
  /** {@code max(x, 0)}. */
  RELU;

  /** By the names that {@code config.json} uses. */
  static Optional<HiddenActivation> named(String name) {
    return switch (name) {
      case "gelu", "gelu_python" -> Optional.of(GELU);
      case "gelu_new", "gelu_pytorch_tanh" -> Optional.of(GELU_TANH);
      case "relu" -> Optional.of(RELU);
      default -> Optional.empty();
    };
  }
}
