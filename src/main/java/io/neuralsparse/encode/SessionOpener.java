/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.neuralsparse.encode.EncoderSession.Footprint;
import io.neuralsparse.encode.EncoderSession.Source;
import io.neuralsparse.encode.NativeMemory.Reservation;
import io.neuralsparse.graph.LexicalGraph;
import io.neuralsparse.graph.OnnxOutline;
import io.neuralsparse.graph.Operators;
import io.neuralsparse.graph.PooledOnnx;
import io.neuralsparse.graph.TransformerGraph;
import io.neuralsparse.graph.WeightedGraph;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the session of a model, whatever its network is. */
final class SessionOpener {
  /** From here on the axes of Unsqueeze are an input, as the added nodes have it. */
  private static final int MIN_OPSET = 13;

  private static final Operators OPERATORS = Operators.RUNTIME;

  private final ModelFolder folder;
  private final int vocabularySize;
  private final int[] specialIds;
  private final NativeMemory memory;

  private SessionOpener(ModelManifest manifest, Vocabulary vocabulary, NativeMemory memory) {
    this.folder = manifest.folder();
    this.memory = memory;
    this.vocabularySize = manifest.vocabularySize().orElse(vocabulary.size());
    this.specialIds = vocabulary.specialIds();
  }

  /**
   * Opens the session of a model.
   *
   * @param precision of a network that is built from weights, where the model asks for none
   * @param memory where the weights are accounted for, until the session is closed
   * @throws ModelException when the network cannot be read or run
   * @throws NativeMemory.ExceededException when there is not enough memory for the weights
   */
  static EncoderSession open(
      ModelManifest manifest, Vocabulary vocabulary, Precision precision, NativeMemory memory) {
    SessionOpener opener = new SessionOpener(manifest, vocabulary, memory);
    return switch (manifest.network()) {
      case Network.Lexical lexical -> opener.open(lexical);
      case Network.Onnx onnx -> opener.open(onnx);
      case Network.Transformer transformer ->
          opener.open(transformer, transformer.precision().orElse(precision));
    };
  }

  private EncoderSession open(Network.Lexical lexical) {
    byte[] graph = LexicalGraph.build(lexical, vocabularySize, specialIds);
    return open(
        new Source(folder, "config.json", "weights", pooled()),
        InitialWeights.inGraph(reserve(graph.length)),
        options -> OrtEnvironment.getEnvironment().createSession(graph, options));
  }

  private Reservation reserve(long bytes) {
    return memory.reserve(bytes, "the network of model [" + folder.name() + "]");
  }

  private EncoderSession open(Network.Transformer transformer, Precision precision) {
    String file = folder.relative(transformer.weightFiles().getFirst());
    WeightedGraph graph;
    Reservation reservation;
    try (Tensors tensors = Safetensors.openToKeep(folder, transformer.weightFiles())) {
      // Known before they are made: eight bits take at most half of what the files do.
      reservation = reserve(precision == Precision.INT8 ? tensors.bytes() / 2 : tensors.bytes());
      try {
        graph = TransformerGraph.build(transformer, tensors, precision, specialIds, OPERATORS);
      } catch (RuntimeException | OutOfMemoryError e) {
        reservation.close();
        throw e;
      }
    }
    Source source =
        new Source(
            folder,
            file,
            "weights",
            (texts, tokens) ->
                TransformerGraph.floats(transformer.config(), OPERATORS, texts, tokens));
    try {
      InitialWeights weights = InitialWeights.of(graph.weights(), reservation);
      try {
        return open(
            source,
            weights,
            options -> {
              if (precision == Precision.FP32) {
                // Packed matrices would be a second copy, and were not measured to be faster.
                options.addConfigEntry("session.disable_prepacking", "1");
              }
              weights.addTo(options);
              OrtSession session =
                  OrtEnvironment.getEnvironment().createSession(graph.model(), options);
              weights.opened();
              return session;
            });
      } catch (RuntimeException e) {
        weights.close();
        throw e;
      }
    } catch (OrtException e) {
      throw folder.fault(file, "the weights cannot be used: " + e.getMessage(), e);
    }
  }

  private EncoderSession open(Network.Onnx onnx) {
    String file = folder.relative(onnx.file());
    InitialWeights weights = null;
    try {
      weights = InitialWeights.inGraph(reserve(size(onnx.file())));
      return open(onnx, file, weights);
    } catch (IOException e) {
      throw folder.fault(file, "not a usable ONNX model: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      if (weights != null) {
        weights.close();
      }
      throw e;
    }
  }

  /** The size of a graph and of the files beside it that begin with its name: its weights. */
  private static long size(Path graph) throws IOException {
    String name = graph.getFileName().toString();
    long size = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(graph.getParent())) {
      for (Path file : files) {
        if (file.getFileName().toString().startsWith(name)) {
          size += Files.size(file);
        }
      }
    }
    return size;
  }

  private EncoderSession open(Network.Onnx onnx, String file, InitialWeights weights)
      throws IOException {
    OnnxOutline outline = OnnxOutline.read(onnx.file());
    OnnxOutline.Output output = outline.output("logits");
    if (output.rank() != 3) {
      return open(
          new Source(folder, file, output.name(), pooled()),
          weights,
          options ->
              OrtEnvironment.getEnvironment().createSession(onnx.file().toString(), options));
    }
    if (outline.opset() < MIN_OPSET) {
      throw folder.fault(
          file,
          "uses opset "
              + outline.opset()
              + "; pooling can be added to opset "
              + MIN_OPSET
              + " and later");
    }
    return open(
        new Source(folder, file, PooledOnnx.OUTPUT, logits()),
        weights,
        options -> {
          // Weights in a file beside the graph are looked up from here.
          options.addConfigEntry(
              "session.model_external_initializers_file_folder_path",
              onnx.file().getParent().toString());
          return OrtEnvironment.getEnvironment()
              .createSession(PooledOnnx.append(onnx, outline.opset(), output.name()), options);
        });
  }

  private Footprint pooled() {
    return (texts, tokens) -> (long) texts * vocabularySize;
  }

  private Footprint logits() {
    return (texts, tokens) -> (long) texts * tokens * vocabularySize;
  }

  private interface Opening {
    OrtSession open(OrtSession.SessionOptions options) throws OrtException, IOException;
  }

  private static EncoderSession open(Source source, InitialWeights weights, Opening opening) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // One thread a run: several runs side by side use the cores better than one run on all.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = opening.open(options);
      try {
        return new EncoderSession(source, session, weights);
      } catch (RuntimeException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException | IOException e) {
      throw source.folder().fault(source.file(), "not a usable ONNX model: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new IllegalStateException("ONNX Runtime cannot be loaded on this system: " + e, e);
    }
  }
}
