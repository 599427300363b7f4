/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.graph.Linear;
import io.neuralsparse.graph.TransformerNames;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.train.torch.TorchMemory;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The parameters of a network by the names that Hugging Face's libraries save them under. */
final class Parameters {
  /** The standard deviation of new weights: {@code initializer_range} of the published models. */
  private static final double DEVIATION = 0.02;

  private final TransformerNames names;
  private final Map<String, NDArray> arrays;

  private Parameters(TransformerNames names, Map<String, NDArray> arrays) {
    this.names = names;
    this.arrays = Collections.unmodifiableMap(arrays);
    arrays.values().forEach(array -> array.setRequiresGradient(true));
  }

  /**
   * Those of a file. A decoder that is the words' copy, as older libraries saved it, is tied again.
   *
   * @throws io.neuralsparse.model.ModelException when one is missing, or of another type or shape
   */
  static Parameters read(NDManager manager, TransformerConfig config, Tensors tensors) {
    TransformerNames names = TransformerNames.of(config, tensors::has);
    String words = names.words();
    String decoder = names.decoder().weight();
    List<Long> shape = names.decoder().shape();
    if (!decoder.equals(words)
        && tensors
            .weights(decoder, shape)
            .floats()
            .equals(tensors.weights(words, shape).floats())) {
      names = TransformerNames.of(config, name -> !name.equals(decoder) && tensors.has(name));
    }
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes(config, names)
        .forEach(
            (name, size) ->
                arrays.put(name, array(manager, tensors.weights(name, size).floats(), size)));
    return new Parameters(names, arrays);
  }

  /**
   * New ones as BERT has them: normally distributed weights, gains 1, biases 0. Each tensor is a
   * function of the seed and its name.
   */
  static Parameters create(NDManager manager, TransformerConfig config, long seed) {
    TransformerNames names = TransformerNames.of(config, name -> false);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    shapes(config, names)
        .forEach(
            (name, shape) -> arrays.put(name, array(manager, initial(name, shape, seed), shape)));
    return new Parameters(names, arrays);
  }

  private static FloatBuffer initial(String name, List<Long> shape, long seed) {
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
    if (shape.size() == 2) {
      SplittableRandom random = new SplittableRandom(seed ^ name.hashCode() * 0x9E3779B97F4A7C15L);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (DEVIATION * random.nextGaussian());
      }
    } else if (name.endsWith(".weight")) {
      java.util.Arrays.fill(values, 1f);
    }
    return FloatBuffer.wrap(values);
  }

  private static NDArray array(NDManager manager, FloatBuffer values, List<Long> shape) {
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return TorchMemory.copied(manager.create(copy, new Shape(shape)));
  }

  private static Map<String, List<Long>> shapes(TransformerConfig config, TransformerNames names) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    long hidden = config.hidden();
    shapes.put(names.words(), List.of((long) config.vocabularySize(), hidden));
    names.positions().ifPresent(p -> shapes.put(p, List.of((long) config.positions(), hidden)));
    names.types().ifPresent(t -> shapes.put(t, List.of((long) config.tokenTypes(), hidden)));
    norm(shapes, names.embeddingsNorm(), hidden);
    for (int i = 0; i < config.layers(); i++) {
      TransformerNames.Layer layer = names.layer(config, i);
      linear(shapes, layer.query());
      linear(shapes, layer.key());
      linear(shapes, layer.value());
      linear(shapes, layer.attentionOutput());
      norm(shapes, layer.attentionNorm(), hidden);
      linear(shapes, layer.up());
      linear(shapes, layer.down());
      norm(shapes, layer.outputNorm(), hidden);
    }
    linear(shapes, names.transform());
    norm(shapes, names.transformNorm(), hidden);
    linear(shapes, names.decoder());
    return shapes;
  }

  private static void linear(Map<String, List<Long>> shapes, Linear linear) {
    shapes.put(linear.weight(), linear.shape());
    linear.bias().ifPresent(bias -> shapes.put(bias, List.of((long) linear.rows())));
  }

  private static void norm(Map<String, List<Long>> shapes, String name, long hidden) {
    shapes.put(name + ".weight", List.of(hidden));
    shapes.put(name + ".bias", List.of(hidden));
  }

  TransformerNames names() {
    return names;
  }

  /** All of them, in the file's order. */
  Map<String, NDArray> all() {
    return arrays;
  }

  NDArray get(String name) {
    return arrays.get(name);
  }
}
