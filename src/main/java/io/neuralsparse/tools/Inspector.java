/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.graph.Operators;
import io.neuralsparse.graph.TransformerGraph;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensor;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.Inspection.FileFacts;
import io.neuralsparse.tools.Inspection.NetworkFacts;
import io.neuralsparse.tools.Inspection.TableFacts;
import io.neuralsparse.tools.Inspection.VocabularyFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks into a model folder; goes on after what is wrong, and collects it. */
final class Inspector {
  /** As deep as a model's parts may lie. */
  private static final int MAX_DEPTH = 4;

  private final ModelFolder folder;
  private final Terminal terminal;
  private final List<String> problems = new ArrayList<>();

  Inspector(ModelFolder folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  Inspection inspect(boolean digests) throws IOException {
    Optional<ModelManifest> manifest = part(() -> ModelManifest.read(folder));
    Optional<NetworkFacts> network = manifest.flatMap(found -> part(() -> network(found)));
    Optional<Vocabulary> vocabulary = manifest.flatMap(found -> part(() -> vocabulary(found)));
    manifest.ifPresent(found -> vocabulary.ifPresent(tokens -> part(() -> graph(found, tokens))));
    Optional<TableFacts> table = vocabulary.flatMap(found -> part(() -> table(found)));
    return new Inspection(
        folder.name(),
        folder.path().toString(),
        manifest.map(ModelManifest::decisions).orElse(List.of()),
        manifest.flatMap(ModelManifest::analyzer).orElse(null),
        manifest.flatMap(Inspector::precision).map(Precision::label).orElse(null),
        network.orElse(null),
        vocabulary.map(Inspector::facts).orElse(null),
        table.orElse(null),
        files(digests),
        List.copyOf(problems));
  }

  private <T> Optional<T> part(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (ModelException e) {
      if (!problems.contains(e.getMessage())) {
        problems.add(e.getMessage());
      }
      return Optional.empty();
    }
  }

  private static Optional<Precision> precision(ModelManifest manifest) {
    return manifest.network() instanceof Network.Transformer transformer
        ? transformer.precision()
        : Optional.empty();
  }

  private NetworkFacts network(ModelManifest manifest) {
    return switch (manifest.network()) {
      case Network.Lexical lexical ->
          new NetworkFacts(
              "no network: term frequencies saturated as in BM25, k1 "
                  + lexical.k1()
                  + ", b "
                  + lexical.b()
                  + ", mean length "
                  + lexical.meanLength(),
              0,
              0,
              Map.of(),
              Map.of());
      case Network.Onnx onnx ->
          new NetworkFacts("ONNX graph", 0, onnx.file().toFile().length(), Map.of(), Map.of());
      case Network.Transformer transformer -> transformer(transformer);
    };
  }

  private NetworkFacts transformer(Network.Transformer transformer) {
    try (Tensors tensors = Safetensors.open(folder, transformer.weightFiles())) {
      Map<String, Long> types = new TreeMap<>();
      long parameters = 0;
      for (String name : tensors.names()) {
        Tensor tensor = tensors.get(name);
        types.merge(tensor.type().name(), 1L, Long::sum);
        parameters += tensor.elements();
      }
      return new NetworkFacts(
          describe(transformer.config()), parameters, tensors.bytes(), types, tensors.metadata());
    }
  }

  /** Building the graph finds every tensor that is missing or has another shape; opens nothing. */
  private boolean graph(ModelManifest manifest, Vocabulary vocabulary) {
    if (manifest.network() instanceof Network.Transformer transformer) {
      try (Tensors tensors = Safetensors.open(folder, transformer.weightFiles())) {
        TransformerGraph.build(
            transformer, tensors, Precision.FP32, vocabulary.specialIds(), Operators.STANDARD);
      }
    }
    return true;
  }

  private static String describe(TransformerConfig config) {
    return config.layers()
        + " layers, hidden "
        + config.hidden()
        + ", "
        + config.heads()
        + " heads, intermediate "
        + config.intermediate()
        + ", vocabulary "
        + config.vocabularySize()
        + ", "
        + (config.rotary().isPresent() ? "rotary positions up to " : "positions ")
        + config.positions();
  }

  private Vocabulary vocabulary(ModelManifest manifest) {
    Vocabulary vocabulary = Vocabulary.read(folder);
    manifest.checkVocabulary(vocabulary);
    return vocabulary;
  }

  private static VocabularyFacts facts(Vocabulary vocabulary) {
    return new VocabularyFacts(
        vocabulary.size(),
        Arrays.stream(vocabulary.specialIds()).mapToObj(vocabulary::token).toList());
  }

  private TableFacts table(Vocabulary vocabulary) {
    IdfTable table = IdfTable.read(folder, vocabulary);
    int weights = 0;
    int ones = 0;
    int zeros = 0;
    float least = Float.POSITIVE_INFINITY;
    float greatest = 0;
    for (int id = 0; id < vocabulary.size(); id++) {
      if (vocabulary.token(id) != null && !vocabulary.isSpecial(id)) {
        float weight = table.weight(id);
        weights++;
        ones += weight == 1 ? 1 : 0;
        zeros += weight == 0 ? 1 : 0;
        least = Math.min(least, weight);
        greatest = Math.max(greatest, weight);
      }
    }
    return new TableFacts(weights, least, greatest, ones, zeros);
  }

  private List<FileFacts> files(boolean digests) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder.path(), MAX_DEPTH)) {
      paths = all.filter(Files::isRegularFile).sorted().toList();
    }
    long total = 0;
    for (Path path : paths) {
      total += Files.size(path);
    }
    Digests sums = Digests.of(total, terminal.progress("reading"));
    List<FileFacts> files = new ArrayList<>();
    for (Path path : paths) {
      files.add(
          new FileFacts(
              folder.relative(path), Files.size(path), digests ? sums.sha256(path) : null));
    }
    return files;
  }
}
