/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
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

  /** The size of the largest tensor that a run makes. */
  interface Footprint {
    /** In floats, for so many texts of so many tokens each. */
    long floats(int texts, int tokens);
  }

  /**
   * Where a session comes from and what is known of it.
   *
   * @param folder the model's
   * @param file the file that the network comes from, relative to the folder
   * @param output the output with the weights
   * @param footprint what a run needs
   */
  record Source(ModelFolder folder, String file, String output, Footprint footprint) {}

  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final Set<String> KNOWN_INPUTS = Set.of(IDS, MASK, TYPES);

  private final Source source;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final InitialWeights weights;

  /**
   * Takes over a session.
   *
   * @param weights what the session's memory is, closed after it
   * @throws ModelException when its inputs are not those of an encoder; nothing is closed then
   */
  EncoderSession(Source source, OrtSession session, InitialWeights weights) throws OrtException {
    this.source = source;
    this.session = session;
    this.weights = weights;
    checkInputs();
  }

  private void checkInputs() throws OrtException {
    for (NodeInfo input : session.getInputInfo().values()) {
      if (weights.inputs().containsKey(input.getName())) {
        continue;
      }
      if (!KNOWN_INPUTS.contains(input.getName())) {
        throw fault(
            "has the input [" + input.getName() + "], known are " + List.of(IDS, MASK, TYPES));
      }
      if (!(input.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.INT64) {
        throw fault("the input [" + input.getName() + "] must be of type int64");
      }
    }
  }

  private ModelException fault(String cause) {
    return source.folder.fault(source.file, cause);
  }

  /** The file that the network comes from, relative to the model's folder. */
  String file() {
    return source.file;
  }

  /** The size of the weights in memory, in bytes. */
  long bytes() {
    return weights.bytes();
  }

  /** The size of the largest tensor that a run makes, in floats. */
  long floats(int texts, int tokens) {
    return source.footprint.floats(texts, tokens);
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
    Map<String, OnnxTensor> own = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        if (weights.inputs().containsKey(name)) {
          continue;
        }
        long[] values =
            switch (name) {
              case IDS -> ids;
              case MASK -> mask;
              default -> new long[ids.length];
            };
        own.put(name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
      }
      Map<String, OnnxTensor> inputs = new HashMap<>(weights.inputs());
      inputs.putAll(own);
      try (OrtSession.Result result = session.run(inputs, Set.of(source.output))) {
        if (!(result.get(0) instanceof OnnxTensor tensor)
            || tensor.getInfo().type != OnnxJavaType.FLOAT
            || tensor.getInfo().getShape().length != 2
            || tensor.getInfo().getShape()[0] != batch) {
          throw fault(
              "the output ["
                  + source.output
                  + "] must be float [batch, vocabulary] or [batch, tokens, vocabulary], got "
                  + result.get(0).getInfo());
        }
        return new Weights(tensor.getFloatBuffer(), (int) tensor.getInfo().getShape()[1]);
      }
    } catch (OrtException e) {
      throw source.folder.fault(source.file, "failed: " + e.getMessage(), e);
    } finally {
      own.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      weights.close();
    }
  }
}
