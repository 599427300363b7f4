/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.neuralsparse.encode.NativeMemory.Reservation;
import io.neuralsparse.graph.WeightedGraph.Use;
import io.neuralsparse.graph.WeightedGraph.Weight;
import io.neuralsparse.model.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph's weights as tensors of ONNX Runtime, around the memory where they lie: nothing is
 * copied. Those that runs need must outlive the session; the others may go when it is open.
 */
final class InitialWeights implements AutoCloseable {
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> lasting = new HashMap<>();
  private final Map<String, OnnxTensor> passing = new HashMap<>();

  private final Reservation memory;

  private InitialWeights(Reservation memory) {
    this.memory = memory;
  }

  /** For a graph that has its weights in itself. */
  static InitialWeights inGraph(Reservation memory) {
    return new InitialWeights(memory);
  }

  /**
   * Weights beside a graph.
   *
   * @param memory an estimate of what they take; set right here, given back with them
   */
  static InitialWeights of(List<Weight> weights, Reservation memory) throws OrtException {
    InitialWeights all = new InitialWeights(memory);
    memory.resize(weights.stream().mapToLong(weight -> weight.tensor().data().limit()).sum());
    try {
      for (Weight weight : weights) {
        all.of(weight.use()).put(weight.name(), tensor(weight.tensor()));
      }
      return all;
    } catch (OrtException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** What the weights take, in bytes. */
  long bytes() {
    return memory.bytes();
  }

  private Map<String, OnnxTensor> of(Use use) {
    return switch (use) {
      case INPUT -> inputs;
      case RUN -> lasting;
      case OPENING -> passing;
    };
  }

  private static OnnxTensor tensor(Tensor tensor) throws OrtException {
    OnnxJavaType type =
        switch (tensor.type()) {
          case F16 -> OnnxJavaType.FLOAT16;
          case BF16 -> OnnxJavaType.BFLOAT16;
          case I8 -> OnnxJavaType.INT8;
          default -> OnnxJavaType.FLOAT;
        };
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        tensor.data(),
        tensor.shape().stream().mapToLong(Long::longValue).toArray(),
        type);
  }

  /** Gives the weights to a session that is to be opened. */
  void addTo(OrtSession.SessionOptions options) throws OrtException {
    options.addExternalInitializers(new HashMap<>(lasting));
    options.addExternalInitializers(new HashMap<>(passing));
    // An external initialiser is copied when the session is made, unless it is a shared one too.
    for (Map.Entry<String, OnnxTensor> weight : lasting.entrySet()) {
      options.addInitializer(weight.getKey(), weight.getValue());
    }
  }

  /** The weights that are inputs of every run. */
  Map<String, OnnxTensor> inputs() {
    return inputs;
  }

  /** Lets go of what runs don't need; to be called when the session is open. */
  void opened() {
    close(passing);
  }

  @Override
  public void close() {
    close(passing);
    close(lasting);
    close(inputs);
    memory.close();
  }

  private static void close(Map<String, OnnxTensor> tensors) {
    new ArrayList<>(tensors.values()).forEach(OnnxTensor::close);
    tensors.clear();
  }
}
