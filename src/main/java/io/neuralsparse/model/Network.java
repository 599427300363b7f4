/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What turns the token ids of documents into weights, as the model's folder has it. */
public sealed interface Network {
  /**
   * A ready ONNX graph, with an output of weights [batch, vocabulary], or of logits [batch, tokens,
   * vocabulary] that are still to be pooled.
   *
   * @param file the graph
   * @param pooling how logits are pooled; without a meaning where the graph pools
   * @param activation what logits go through; without a meaning where the graph pools
   */
  record Onnx(Path file, Pooling pooling, Activation activation) implements Network {}

  /**
   * A masked-language transformer whose graph is built here around the weights of safetensors
   * files.
   *
   * @param config what it is made of
   * @param weightFiles the files, one or, of a sharded model, several; checked to be there
   * @param pooling how the positions' logits are pooled
   * @param activation what logits go through
   * @param precision what the model's own configuration asks for
   */
  record Transformer(
      TransformerConfig config,
      List<Path> weightFiles,
      Pooling pooling,
      Activation activation,
      Optional<Precision> precision)
      implements Network {
    Transformer in(Optional<Precision> other) {
      return new Transformer(config, weightFiles, pooling, activation, other);
    }
  }

  /**
   * Saturated term frequencies, normalised by length as in BM25, without learned parameters.
   *
   * @param k1 how slowly a repeated token saturates, above 0
   * @param b how much length counts, from 0 to 1
   * @param meanLength mean number of tokens of the documents, above 0
   */
  record Lexical(double k1, double b, double meanLength) implements Network {
    /** The value of {@code architectures} in {@code config.json}. */
    public static final String ARCHITECTURE = "LexicalEncoder";
  }
}
