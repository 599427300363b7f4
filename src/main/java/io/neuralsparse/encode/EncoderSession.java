/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.neuralsparse.graph.LexicalGraph;
import io.neuralsparse.graph.OnnxOutline;
import io.neuralsparse.graph.PooledOnnx;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model's network in ONNX Runtime: token ids in, weights out. Any number of threads may run it;
 * whoever owns it sees to it that none does after {@link #close()}.
 */
final class EncoderSession implements AutoCloseable {
  /**
   * The weights of a batch.
   *
   * @param values [batch, width], row by row
   * @param width weights of a document, at least one for each id of the network
   */
  record Weights(FloatBuffer values, int width) {}

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final Set<String> KNOWN_INPUTS = Set.of(IDS, MASK, TYPES);

  /** From here on the axes of Unsqueeze are an input, as the added nodes have it. */
  private static final int MIN_OPSET = 13;

  private final ModelFolder folder;
  private final String file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String output;
  private final long floatsPerToken;
  private final long floatsPerText;

  private EncoderSession(
      ModelFolder folder, String file, OrtSession session, Graph graph, int vocabularySize) {
    this.folder = folder;
    this.file = file;
    this.environment = OrtEnvironment.getEnvironment();
    this.session = session;
    this.output = graph.output;
    this.floatsPerToken = graph.pooled ? vocabularySize : 0;
    this.floatsPerText = vocabularySize;
  }

  /** Which output to ask for, and whether the tensor behind it has a row for each token. */
  private record Graph(String output, boolean pooled) {}

  /**
   * Opens the session of a model.
   *
   * @throws ModelException when its network cannot be read or run
   */
  static EncoderSession open(ModelManifest manifest, Vocabulary vocabulary) {
    int vocabularySize = manifest.vocabularySize().orElse(vocabulary.size());
    return switch (manifest.network()) {
      case Network.Lexical lexical ->
          open(
              manifest.folder(),
              "config.json",
              new Graph("weights", false),
              vocabularySize,
              options ->
                  OrtEnvironment.getEnvironment()
                      .createSession(
                          LexicalGraph.build(lexical, vocabularySize, vocabulary.specialIds()),
                          options));
      case Network.Onnx onnx -> open(manifest.folder(), onnx, vocabularySize);
      case Network.Transformer transformer ->
          throw manifest
              .folder()
              .fault(
                  "config.json",
                  "no graph yet for [" + transformer.config().architecture().className() + "]");
    };
  }

  private static EncoderSession open(ModelFolder folder, Network.Onnx onnx, int vocabularySize) {
    String file = folder.path().relativize(onnx.file()).toString();
    try {
      OnnxOutline outline = OnnxOutline.read(onnx.file());
      OnnxOutline.Output output = outline.output("logits");
      if (output.rank() != 3) {
        return open(
            folder,
            file,
            new Graph(output.name(), false),
            vocabularySize,
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
          folder,
          file,
          new Graph(PooledOnnx.OUTPUT, true),
          vocabularySize,
          options -> {
            // Weights in a file beside the graph are looked up from here.
            options.addConfigEntry(
                "session.model_external_initializers_file_folder_path",
                onnx.file().getParent().toString());
            return OrtEnvironment.getEnvironment()
                .createSession(
                    PooledOnnx.append(
                        onnx.file(), outline.opset(), output.name(), onnx.activation()),
                    options);
          });
    } catch (IOException e) {
      throw folder.fault(file, "not a usable ONNX model: " + e.getMessage(), e);
    }
  }

  private interface Opening {
    OrtSession open(OrtSession.SessionOptions options) throws OrtException, IOException;
  }

  private static EncoderSession open(
      ModelFolder folder, String file, Graph graph, int vocabularySize, Opening opening) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // One thread a run: several runs side by side use the cores better than one run on all.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = opening.open(options);
      try {
        checkInputs(folder, file, session);
        return new EncoderSession(folder, file, session, graph, vocabularySize);
      } catch (RuntimeException | OrtException e) {
        session.close();
        throw e;
      }
    } catch (OrtException | IOException e) {
      throw folder.fault(file, "not a usable ONNX model: " + e.getMessage(), e);
    } catch (LinkageError e) {
      throw new IllegalStateException("ONNX Runtime cannot be loaded on this system: " + e, e);
    }
  }

  private static void checkInputs(ModelFolder folder, String file, OrtSession session)
      throws OrtException {
    for (NodeInfo input : session.getInputInfo().values()) {
      if (!KNOWN_INPUTS.contains(input.getName())) {
        throw folder.fault(
            file,
            "has the input [" + input.getName() + "], known are " + List.of(IDS, MASK, TYPES));
      }
      if (!(input.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.INT64) {
        throw folder.fault(file, "the input [" + input.getName() + "] must be of type int64");
      }
    }
  }

  /** The file that the network comes from, relative to the model's folder. */
  String file() {
    return file;
  }

  /** The size of the largest tensor that a run makes, in floats. */
  long floats(int texts, int tokens) {
    return texts * Math.max(floatsPerText, tokens * floatsPerToken);
  }

  /**
   * Runs a batch.
   *
   * @param ids [batch, tokens], row by row
   * @param mask 1 where an id counts, 0 where it is padding; shaped as {@code ids}
   * @throws ModelException when the network fails on it, or gives something else than [batch, n]
   */
  Weights run(long[] ids, long[] mask, int batch, int tokens) {
    long[] shape = {batch, tokens};
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        long[] values =
            switch (name) {
              case IDS -> ids;
              case MASK -> mask;
              default -> new long[ids.length];
            };
        inputs.put(name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        if (!(result.get(0) instanceof OnnxTensor tensor)
            || tensor.getInfo().type != OnnxJavaType.FLOAT
            || tensor.getInfo().getShape().length != 2
            || tensor.getInfo().getShape()[0] != batch) {
          throw folder.fault(
              file,
              "the output ["
                  + output
                  + "] must be float [batch, vocabulary] or [batch, tokens, vocabulary], got "
                  + result.get(0).getInfo());
        }
        return new Weights(tensor.getFloatBuffer(), (int) tensor.getInfo().getShape()[1]);
      }
    } catch (OrtException e) {
      throw folder.fault(file, "failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
