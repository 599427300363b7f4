/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Values and gradients of all parameters, against the head with all logits on the tape. */
public class SparseHeadTests extends NetworkTestCase {
  /** Of the largest value; a test may allow more. */
  private double tolerance = 1e-5;

  private TrainableTransformer network(Architecture architecture, boolean ownDecoder)
      throws IOException {
    return TrainableTransformer.load(
        manager,
        folder(
            new RandomTransformer(
                config(architecture, HiddenActivation.GELU),
                new Options(ElementType.F32, true, ownDecoder, Pooling.MAX, Activation.RELU),
                Distribution.LIVELY,
                random().nextLong())));
  }

  /** Moves all logits, so that about this share of the texts' entries is above 0. */
  private void activate(TrainableTransformer network, List<int[]> texts, double share) {
    TokenBatch batch = TokenBatch.of(manager, texts, 0);
    float[] maxima = network.logits(network.states(batch)).max(new int[] {1}).toFloatArray();
    java.util.Arrays.sort(maxima);
    int first = (int) (maxima.length * (1 - share));
    // Between two: at 0 itself rounding decides whether there is a gradient.
    shift(network, -(maxima[first - 1] + maxima[first]) / 2);
  }

  /** Moves all logits, so that more or fewer are above 0. */
  private static void shift(TrainableTransformer network, float by) {
    NDArray bias = network.decoderBias();
    float[] values = bias.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += by;
    }
    bias.set(FloatBuffer.wrap(values));
  }

  /** Returns how many entries are active. */
  private int assertEqualToDense(
      TrainableTransformer network, Activation activation, List<int[]> texts) throws IOException {
    Vocabulary vocabulary = vocabulary();
    TokenBatch batch = TokenBatch.of(manager, texts, 0);
    NDArray factors = factors(texts.size());
    float[][] weights = new float[2][];
    VocabularyHead[] heads = {
      new DenseHead(network, activation, vocabulary),
      new SparseHead(network, activation, vocabulary, random().nextBoolean())
    };
    List<Map<String, float[]>> gradients = new java.util.ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int index = i;
      gradients.add(
          gradients(
              network,
              () -> {
                NDArray own = heads[index].weights(network.states(batch), batch);
                weights[index] = own.toFloatArray();
                return own.mul(factors).sum();
              }));
    }
    assertClose("weights", weights[0], weights[1], 0);
    double largest =
        gradients.getFirst().values().stream()
            .mapToDouble(SparseHeadTests::largest)
            .max()
            .orElse(0);
    gradients
        .getFirst()
        .forEach(
            (name, expected) ->
                assertClose(
                    name,
                    expected,
                    gradients.getLast().get(name),
                    name.matches(".*(key|k_lin).bias") ? largest : 1e-2 * largest));
    int active = 0;
    for (float weight : weights[1]) {
      active += weight > 0 ? 1 : 0;
    }
    return active;
  }

  private Vocabulary vocabulary() throws IOException {
    ModelFolder folder =
        folder(
            new RandomTransformer(
                config(Architecture.BERT, HiddenActivation.GELU),
                Options.USUAL,
                Distribution.LIVELY,
                1));
    return Vocabulary.read(folder);
  }

  /**
   * Within the tolerance of the largest.
   *
   * @param least what counts as the largest at least: the gradient of the keys' bias is 0 but for
   *     rounding, as attention does not see it, and others are small beside what cancels in them
   */
  private void assertClose(String name, float[] expected, float[] actual, double least) {
    assertEquals(expected.length, actual.length);
    double allowed = tolerance * Math.max(least, largest(expected));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(name + " " + i, expected[i], actual[i], allowed);
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  public void testFewActive() throws IOException {
    for (Architecture architecture : List.of(Architecture.BERT, Architecture.DISTILBERT)) {
      for (Activation activation : Activation.values()) {
        try (TrainableTransformer network = network(architecture, random().nextBoolean())) {
          List<int[]> texts = texts(3, 24, 1, 9, 24);
          activate(network, texts, 0.05);
          int active = assertEqualToDense(network, activation, texts);
          assertTrue("active: " + active, active > 10 && active < 70);
        }
      }
    }
  }

  public void testNoneActive() throws IOException {
    try (TrainableTransformer network = network(Architecture.BERT, false)) {
      shift(network, -1000);
      assertEquals(0, assertEqualToDense(network, Activation.RELU, texts(3, 9)));
    }
  }

  public void testAllActive() throws IOException {
    try (TrainableTransformer network = network(Architecture.BERT, false)) {
      shift(network, 1000);
      assertEquals(
          2 * (VOCABULARY - SPECIAL), assertEqualToDense(network, Activation.RELU, texts(3, 9)));
    }
  }

  /** Texts with all entries active beside such with few and with none. */
  public void testSomeTextsWithAllActive() throws IOException {
    try (TrainableTransformer network = network(Architecture.DISTILBERT, true)) {
      List<int[]> texts = texts(24, 1, 24, 2, 20);
      activate(network, texts, 0.3);
      int active = assertEqualToDense(network, Activation.LOG1P_RELU, texts);
      assertTrue("active: " + active, active > 100 && active < 500);
    }
  }

  /**
   * Positions that can't be told apart: the parameters' gradients don't depend on the choice, but
   * for rounding.
   */
  public void testTies() throws IOException {
    tolerance = 1e-4;
    try (TrainableTransformer network = network(Architecture.BERT, false)) {
      NDArray positions = network.parameter("bert.embeddings.position_embeddings.weight");
      positions.set(FloatBuffer.wrap(new float[(int) positions.size()]));
      int[] repeated = new int[12];
      java.util.Arrays.fill(repeated, 77);
      List<int[]> texts = List.of(repeated, new int[] {9, 8, 9, 8, 9});
      activate(network, texts, 0.08);
      int active = assertEqualToDense(network, Activation.RELU, texts);
      assertTrue("active: " + active, active > 10);
    }
  }

  /** A network that has come apart shows it, rather than give vectors of zeros. */
  public void testNaN() throws IOException {
    try (TrainableTransformer network = network(Architecture.BERT, false)) {
      NDArray gains = network.parameter("cls.predictions.transform.LayerNorm.weight");
      float[] values = gains.toFloatArray();
      values[3] = Float.NaN;
      gains.set(FloatBuffer.wrap(values));
      TokenBatch batch = TokenBatch.of(manager, texts(4, 9), 0);
      VocabularyHead head = new SparseHead(network, Activation.RELU, vocabulary());
      assertTrue(Float.isNaN(head.weights(network.states(batch), batch).sum().getFloat()));
    }
  }
}
