/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.neuralsparse.graph.Int8Weights;
import io.neuralsparse.graph.WeightedGraph.Form;
import io.neuralsparse.graph.WeightedGraph.Weight;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph's weights as tensors of ONNX Runtime. Those that are used as the file has them stay where
 * they are, mapped, and must outlive the session. Those that are made (eight-bit ones) are the
 * runtime's own memory: they may be let go as soon as the session is there, which holds on to what
 * it has not packed itself.
 */
final class InitialWeights implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final Map<String, OnnxTensorLike> tensors = new HashMap<>();
  private final List<OnnxTensor> mapped = new ArrayList<>();
  private final List<OrtSession.Result> made = new ArrayList<>();
  private final Map<ElementType, OrtSession> makers = new EnumMap<>(ElementType.class);

  private InitialWeights() {}

  /** For a graph that has its weights in itself. */
  static InitialWeights none() {
    return new InitialWeights();
  }

  /** Makes what is to be made. */
  static InitialWeights of(List<Weight> weights) throws OrtException {
    InitialWeights all = new InitialWeights();
    try {
      for (Weight weight : weights) {
        all.add(weight);
      }
      return all;
    } catch (OrtException | RuntimeException e) {
      all.close();
      throw e;
    } finally {
      for (OrtSession maker : all.makers.values()) {
        maker.close();
      }
    }
  }

  /** By the names that the graph declares. */
  Map<String, OnnxTensorLike> tensors() {
    return tensors;
  }

  private void add(Weight weight) throws OrtException {
    if (weight.form() == Form.INT8) {
      addBytes(weight);
      return;
    }
    OnnxTensor tensor =
        weight.form() == Form.FLOAT
            ? OnnxTensor.createTensor(environment, weight.tensor().floats(), shape(weight.tensor()))
            : raw(weight.tensor());
    mapped.add(tensor);
    tensors.put(weight.name(), tensor);
  }

  private void addBytes(Weight weight) throws OrtException {
    OrtSession maker = makers.get(weight.tensor().type());
    if (maker == null) {
      maker = maker(weight.tensor().type());
      makers.put(weight.tensor().type(), maker);
    }
    try (OnnxTensor source = raw(weight.tensor())) {
      OrtSession.Result result = maker.run(Map.of(Int8Weights.INPUT, source));
      made.add(result);
      tensors.put(weight.name(), (OnnxTensor) result.get(Int8Weights.VALUES).orElseThrow());
      tensors.put(weight.scalesName(), (OnnxTensor) result.get(Int8Weights.SCALES).orElseThrow());
    }
  }

  private OrtSession maker(ElementType type) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      // An arena would keep the memory of tensors that are let go.
      options.setCPUArenaAllocator(false);
      return environment.createSession(Int8Weights.build(type), options);
    }
  }

  private OnnxTensor raw(Tensor tensor) throws OrtException {
    OnnxJavaType type =
        switch (tensor.type()) {
          case F16 -> OnnxJavaType.FLOAT16;
          case BF16 -> OnnxJavaType.BFLOAT16;
          default -> OnnxJavaType.FLOAT;
        };
    return OnnxTensor.createTensor(environment, tensor.data(), shape(tensor), type);
  }

  private static long[] shape(Tensor tensor) {
    return tensor.shape().stream().mapToLong(Long::longValue).toArray();
  }

  /** Lets go of what was made; to be called when the session is there. */
  void releaseMade() {
    made.forEach(OrtSession.Result::close);
    made.clear();
    tensors.clear();
  }

  @Override
  public void close() {
    releaseMade();
    mapped.forEach(OnnxTensor::close);
    mapped.clear();
  }
}
