/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What a model folder holds, from its small files alone: cheap to read, and enough to tell whether
 * a pipeline may name the model.
 *
 * <p>The network is the first of these that is there: the safetensors weights of a known {@link
 * Architecture}; {@code model.onnx}; {@code onnx/model.onnx}; each with the network's {@code
 * config.json}, and a graph also in the root.
 *
 * @param folder where the files are
 * @param network what encodes documents
 * @param vocabularySize the size of the network's output, where the configuration gives it
 * @param window longest document in tokens, special ones included
 * @param analyzer the name of the tokeniser, where the model gives it one
 * @param tokenFrequency what repeated tokens of a query count, unless the query says it
 * @param decisions what decided between the files, where more than one could
 */
public record ModelManifest(
    ModelFolder folder,
    Network network,
    OptionalInt vocabularySize,
    int window,
    Optional<String> analyzer,
    TokenFrequency tokenFrequency,
    List<Decision> decisions) {

  private static final List<String> GRAPHS = List.of("model.onnx", "onnx/model.onnx");

  /** A network, and what decided for it. */
  private record Chosen(Network network, List<Decision> decisions) {}

  /**
   * Reads a folder's configuration and checks that the other files are there. Weights, vocabulary
   * and table are not opened.
   *
   * @throws ModelException when a file is missing or the configuration is wrong
   */
  public static ModelManifest read(ModelFolder folder) {
    Layout layout = Layout.read(folder);
    EncoderConfig config = EncoderConfig.read(folder, layout);
    Chosen chosen = network(folder, layout, config);
    String tokenizer = Vocabulary.file(folder, layout);
    TableSource table = TableSource.find(folder, layout);
    WindowLimits limits = WindowLimits.read(folder, layout, config.fields(), tokenizer);

    List<Decision> decisions = new ArrayList<>();
    decisions.add(new Decision("layout", layout.form(), layout.origin(), List.of()));
    decisions.addAll(chosen.decisions);
    decisions.add(limits.decision());
    decisions.add(
        new Decision(
            "tokenizer",
            Vocabulary.FILE,
            tokenizer,
            layout
                .places(Vocabulary.FILE)
                .filter(file -> !file.equals(tokenizer) && folder.find(file).isPresent())
                .toList()));
    decisions.add(
        new Decision(
            "query table",
            table.isEmbedding() ? "static embedding" : "weights by token",
            table.file(),
            table.passedOver()));
    decisions.add(config.tokenFrequencyDecision());
    return new ModelManifest(
        folder,
        chosen.network,
        config.vocabularySize(),
        limits.window(),
        config.analyzer(),
        config.tokenFrequency(),
        List.copyOf(decisions));
  }

  private static Chosen network(ModelFolder folder, Layout layout, EncoderConfig config) {
    String name = config.architecture();
    if (name.equals(Network.Lexical.ARCHITECTURE)) {
      if (config.vocabularySize().isEmpty()) {
        throw config.fields().fault("vocab_size", "must be a number");
      }
      return new Chosen(
          config.lexical(),
          List.of(new Decision("network", name, config.fields().file(), List.of())));
    }
    PoolingChoice choice = PoolingChoice.read(folder, layout, config);
    Optional<Architecture> architecture = Architecture.named(name);
    Optional<WeightFiles> weights = WeightFiles.find(folder, layout.network());
    List<String> graphs = graphs(folder, layout);
    if (architecture.isPresent() && weights.isPresent()) {
      Network network =
          new Network.Transformer(
              TransformerParser.parse(folder, config.fields(), architecture.get()),
              weights.get().files(),
              choice.pooling(),
              choice.activation(),
              config.precision());
      return chosen(network, name, weights.get().source(), choice, passedOver(folder, layout));
    }
    if (!graphs.isEmpty()) {
      Path graph = folder.get(graphs.getFirst());
      return chosen(
          new Network.Onnx(graph, choice.pooling(), choice.activation()),
          "ONNX graph",
          graphs.getFirst(),
          choice,
          passedOver(folder, layout));
    }
    throw nothing(folder, layout, config, weights);
  }

  private static Chosen chosen(
      Network network, String value, String source, PoolingChoice choice, List<String> candidates) {
    List<Decision> decisions = new ArrayList<>();
    decisions.add(
        new Decision(
            "network",
            value,
            source,
            candidates.stream().filter(file -> !file.equals(source)).toList()));
    decisions.addAll(choice.decisions());
    return new Chosen(network, decisions);
  }

  /** All files that hold a network. */
  private static List<String> passedOver(ModelFolder folder, Layout layout) {
    return Stream.of(
            Stream.of(layout.networkFile(WeightFiles.SINGLE))
                .filter(file -> folder.find(file).isPresent()),
            WeightFiles.passedOver(folder, layout.network()),
            graphs(folder, layout).stream())
        .flatMap(files -> files)
        .toList();
  }

  private static List<String> graphs(ModelFolder folder, Layout layout) {
    return Stream.of(layout.network(), "")
        .distinct()
        .flatMap(parent -> GRAPHS.stream().map(graph -> Layout.join(parent, graph)))
        .filter(graph -> folder.find(graph).isPresent())
        .toList();
  }

  private static ModelException nothing(
      ModelFolder folder, Layout layout, EncoderConfig config, Optional<WeightFiles> weights) {
    Optional<ModelException> pickled = WeightFiles.pickled(folder, layout.network());
    if (weights.isEmpty() && pickled.isPresent()) {
      return pickled.get();
    }
    if (weights.isEmpty() && Architecture.named(config.architecture()).isPresent()) {
      return folder.fault(
          layout.networkFile(WeightFiles.SINGLE),
          "missing, and so are ["
              + WeightFiles.INDEX
              + "] and [model.onnx]: there is nothing to encode documents with");
    }
    return config
        .fields()
        .fault(
            "architectures",
            "must name one of " + Architecture.classNames() + ", or there must be a [model.onnx]");
  }

  /** The same with a precision of the caller's instead of the model's own. */
  public ModelManifest in(Precision precision) {
    Network changed =
        network instanceof Network.Transformer transformer
            ? transformer.in(Optional.of(precision))
            : network;
    return new ModelManifest(
        folder, changed, vocabularySize, window, analyzer, tokenFrequency, decisions);
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
          vocabulary.file(),
          "the tokeniser's vocabulary has "
              + vocabulary.size()
              + " entries, the model's only "
              + networkSize);
    }
  }
}
