/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The networks that are built from weights, by the name that {@code architectures} gives them. */
public enum Architecture {
  /** Learned absolute positions and token types: Devlin et al. 2019, arXiv 1810.04805. */
  BERT("BertForMaskedLM"),
  /**
   * BERT without token types, other names for the same parts: Sanh et al. 2019, arXiv 1910.01108.
   */
  DISTILBERT("DistilBertForMaskedLM"),
  /** Rotary positions and a gated perceptron: Zhang et al. 2024 (mGTE), arXiv 2407.19669. */
  NEW("NewForMaskedLM");

  private final String className;

  Architecture(String className) {
    this.className = className;
  }

  static Optional<Architecture> named(String className) {
    return Arrays.stream(values()).filter(value -> value.className.equals(className)).findFirst();
  }

  static List<String> classNames() {
    return Arrays.stream(values()).map(Architecture::className).toList();
  }

  /** The name in {@code config.json}. */
  public String className() {
    return className;
  }
}
