/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.graph.LexicalGraph;
import io.neuralsparse.graph.Operators;
import io.neuralsparse.graph.StandaloneOnnx;
import io.neuralsparse.graph.TransformerGraph;
import io.neuralsparse.graph.WeightedGraph;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.Vocabulary;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes a model's network as one ONNX file that other runtimes can open. */
final class ConvertCommand implements Command {
  @Override
  public String name() {
    return "convert";
  }

  @Override
  public String summary() {
    return "writes a model's network as one ONNX file";
  }

  @Override
  public String help() {
    return """
        neural-sparse convert <folder> [options]

        Writes the network of a model folder as one ONNX file of standard operators (opset 20),
        weights, pooling and activation inside, for other runtimes. (The plugin needs no such file.)
        Inputs input_ids and attention_mask, int64 [batch, tokens]; output weights, float [batch,
        vocabulary], 0 for special tokens.

          --output FILE           the file (model.onnx in the current folder)
          --precision int8|fp32   of the matrices; without it, what the model asks for, or int8
          --force                 replace a file that is there

        Examples
          neural-sparse convert my-model --output my-model.onnx
          neural-sparse convert my-model --precision fp32 --output exact.onnx
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, Set.of("output", "precision"), Set.of("force"));
    ModelFolder folder = ModelArgument.folder(arguments.only("folder"));
    Path output = ModelArgument.path(arguments.option("output").orElse("model.onnx"));
    String asked = arguments.option("precision", List.of("int8", "fp32"));
    if (Files.exists(output) && !arguments.has("force")) {
      throw new IOException("[" + output + "] is there already; --force replaces it");
    }
    ModelManifest manifest = ModelManifest.read(folder);
    if (arguments.has("precision")) {
      manifest = manifest.in(Precision.named(asked).orElseThrow());
    }
    Path part = output.resolveSibling(output.getFileName() + ".part");
    try {
      try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(part))) {
        write(manifest, file, terminal);
      }
      Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    terminal.err().println("wrote [" + output + "], " + Terminal.size(Files.size(output)));
    return CommandLine.DONE;
  }

  private static void write(ModelManifest manifest, OutputStream file, Terminal terminal)
      throws IOException {
    Vocabulary vocabulary = Vocabulary.read(manifest.folder());
    manifest.checkVocabulary(vocabulary);
    int[] special = vocabulary.specialIds();
    switch (manifest.network()) {
      case Network.Lexical lexical ->
          file.write(
              LexicalGraph.build(
                  lexical, manifest.vocabularySize().orElse(vocabulary.size()), special));
      case Network.Onnx onnx ->
          throw manifest
              .folder()
              .fault(manifest.folder().relative(onnx.file()), "is an ONNX file already");
      case Network.Transformer transformer -> {
        Precision precision = transformer.precision().orElse(Precision.INT8);
        try (Tensors tensors = Safetensors.open(manifest.folder(), transformer.weightFiles())) {
          WeightedGraph graph =
              TransformerGraph.build(transformer, tensors, precision, special, Operators.STANDARD);
          Terminal.Progress progress = terminal.progress("writing");
          StandaloneOnnx.write(
              graph, provenance(manifest, transformer, precision), file, progress::show);
        }
      }
    }
  }

  private static Map<String, String> provenance(
      ModelManifest manifest, Network.Transformer transformer, Precision precision)
      throws IOException {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("neural_sparse.model", manifest.name());
    provenance.put("neural_sparse.pooling", transformer.pooling().label());
    provenance.put("neural_sparse.activation", transformer.activation().label());
    provenance.put("neural_sparse.precision", precision.label());
    for (Path weights : transformer.weightFiles()) {
      provenance.put(
          "neural_sparse.sha256." + manifest.folder().relative(weights),
          Digests.quiet().sha256(weights));
    }
    return provenance;
  }
}
