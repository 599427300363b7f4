/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a model folder holds, from its small files alone: cheap to read, and enough to tell whether
 * a pipeline may name the model.
 *
 * @param folder where the files are
 * @param network what encodes documents
 * @param vocabularySize the size of the network's output, where the configuration gives it
 * @param window longest document in tokens, special ones included
 * @param analyzer the name of the tokeniser, where the model gives it one
 */
public record ModelManifest(
    ModelFolder folder,
    Network network,
    OptionalInt vocabularySize,
    int window,
    Optional<String> analyzer) {

  private static final String[] GRAPHS = {"model.onnx", "onnx/model.onnx"};

  /**
   * Reads a folder's configuration and checks that the other files are there. Weights, vocabulary
   * and table are not opened.
   *
   * @throws ModelException when a file is missing or the configuration is wrong
   */
  static ModelManifest read(ModelFolder folder) {
    EncoderConfig config = EncoderConfig.read(folder);
    Network network = network(folder, config);
    folder.get(Vocabulary.FILE);
    IdfTable.source(folder);
    return new ModelManifest(
        folder, network, config.vocabularySize(), config.window(), config.analyzer());
  }

  private static Network network(ModelFolder folder, EncoderConfig config) {
    if (config.architecture().equals(Network.Lexical.ARCHITECTURE)) {
      if (config.vocabularySize().isEmpty()) {
        throw folder.fault(EncoderConfig.FILE, "[vocab_size] must be a number, got [null]");
      }
      return config.lexical();
    }
    for (String graph : GRAPHS) {
      Optional<Path> file = folder.find(graph);
      if (file.isPresent()) {
        return new Network.Onnx(file.get(), Pooling.MAX, config.activation());
      }
    }
    throw folder.fault(GRAPHS[0], "missing: without it there is nothing to encode documents with");
  }

  /** The model's name. */
  public String name() {
    return folder.name();
  }

  /**
   * Checks a tokeniser's vocabulary against the network's.
   *
   * @throws ModelException when the tokeniser gives ids that the network does not know
   */
  public void checkVocabulary(Vocabulary vocabulary) {
    vocabularySize().ifPresent(size -> checkVocabulary(vocabulary, size));
  }

  /** As {@link #checkVocabulary(Vocabulary)}, for the size that the network itself shows. */
  public void checkVocabulary(Vocabulary vocabulary, int networkSize) {
    if (vocabulary.size() > networkSize) {
      throw folder.fault(
          Vocabulary.FILE,
          "the tokeniser's vocabulary has "
              + vocabulary.size()
              + " entries, the model's only "
              + networkSize);
    }
  }
}
