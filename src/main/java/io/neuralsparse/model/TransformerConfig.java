/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What a masked-language transformer is made of, as its {@code config.json} gives it, checked.
 *
 * @param architecture which network
 * @param layers encoder layers, at least 1
 * @param hidden width of a position's state; a multiple of {@code heads}
 * @param heads attention heads
 * @param intermediate width between the halves of a layer's perceptron
 * @param vocabularySize rows of the embedding and of the output; may exceed the tokeniser's
 * @param positions longest input in tokens
 * @param tokenTypes rows of the token type embedding; 0 where there is none
 * @param layerNormEpsilon added to a variance before its root, above 0
 * @param hiddenActivation the perceptrons' function
 * @param rotary of networks with rotary positions; the others learn a vector for each position
 */
public record TransformerConfig(
    Architecture architecture,
    int layers,
    int hidden,
    int heads,
    int intermediate,
    int vocabularySize,
    int positions,
    int tokenTypes,
    float layerNormEpsilon,
    HiddenActivation hiddenActivation,
    Optional<Rotary> rotary) {

  /** Checks what one value says about another. */
  public TransformerConfig {
    Objects.requireNonNull(architecture);
    Objects.requireNonNull(hiddenActivation);
    if (hidden % heads != 0) {
      throw new IllegalArgumentException(
          "the hidden size must be a multiple of the attention heads, got ["
              + hidden
              + "] and ["
              + heads
              + "]");
    }
    if (rotary.isPresent() && hidden / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "rotary positions need an even number of values a head, got [" + hidden / heads + "]");
    }
  }

  /** Values of one attention head. */
  public int headSize() {
    return hidden / heads;
  }

  /** The same network for a vocabulary of another size. */
  public TransformerConfig withVocabulary(int size) {
    return new TransformerConfig(
        architecture,
        layers,
        hidden,
        heads,
        intermediate,
        size,
        positions,
        tokenTypes,
        layerNormEpsilon,
        hiddenActivation,
        rotary);
  }

  /**
   * Rotary positions (Su et al. 2021, arXiv 2104.09864), two halves of a head rotated against each
   * other. The angle of pair i at position p is {@code p / (scale · base^(2i/d))} with d the head's
   * size, {@code base = theta · scalingFactor} and {@code scale = scalingFactor^(2/d)}.
   *
   * @param theta base of the frequencies, above 0
   * @param scalingFactor 1 for none; above it the NTK-aware stretching of a trained range
   */
  public record Rotary(double theta, double scalingFactor) {}
}
