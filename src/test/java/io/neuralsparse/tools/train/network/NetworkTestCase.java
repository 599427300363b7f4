/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.neuralsparse.RandomTransformer;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** Small networks, and what to compute with them. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
abstract class NetworkTestCase extends OpenSearchTestCase {
  /** Tokens of the small folders' tokeniser, five special ones first. */
  static final int VOCABULARY = 200;

  static final int SPECIAL = 5;

  NDManager manager;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    manager = PyTorch.start(1);
  }

  @Override
  public void tearDown() throws Exception {
    if (manager != null) {
      manager.close();
    }
    super.tearDown();
  }

  static TransformerConfig config(Architecture architecture, HiddenActivation activation) {
    return new TransformerConfig(
        architecture,
        2,
        16,
        4,
        24,
        VOCABULARY,
        24,
        architecture == Architecture.DISTILBERT ? 0 : 2,
        1e-12f,
        activation,
        Optional.empty());
  }

  /** A folder with those weights, and a tokeniser that has a token for each id. */
  ModelFolder folder(RandomTransformer network) throws IOException {
    Path folder = createTempDir().resolve("model");
    RandomFolder.of(PublishedModel.named("small-bert"))
        .in(FolderForm.PLAIN)
        .write(folder, progress -> {});
    network.write(folder);
    return ModelFolder.of(folder);
  }

  /** Texts of those lengths, of any tokens. */
  List<int[]> texts(int... lengths) {
    return java.util.Arrays.stream(lengths)
        .mapToObj(length -> random().ints(length, 0, VOCABULARY).toArray())
        .toList();
  }

  /** Some numbers in [-1, 1) to multiply weights with, so that each has another gradient. */
  NDArray factors(int texts) {
    float[] factors = new float[texts * VOCABULARY];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = 2 * random().nextFloat() - 1;
    }
    return manager.create(factors, new ai.djl.ndarray.types.Shape(texts, VOCABULARY));
  }

  /** The gradients of all parameters, of a function's value that is computed here. */
  Map<String, float[]> gradients(TrainableTransformer network, Supplier<NDArray> loss) {
    network.parameters().values().forEach(NetworkTestCase::clear);
    try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
      tape.backward(loss.get());
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    network
        .parameters()
        .forEach(
            (name, parameter) -> {
              try (NDArray gradient = parameter.getGradient()) {
                gradients.put(name, gradient.toFloatArray());
              }
            });
    return gradients;
  }

  private static void clear(NDArray parameter) {
    try (NDArray gradient = parameter.getGradient()) {
      if (gradient != null) {
        gradient.subi(gradient);
      }
    }
  }
}
