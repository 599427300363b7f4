/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.ReferenceTransformer;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values and gradients against {@link ReferenceTransformer}, which computes the same networks from
 * the published formulas in doubles.
 */
public class TrainableTransformerTests extends NetworkTestCase {
  private static final double TOLERANCE = 1e-4;

  private RandomTransformer network(
      Architecture architecture, HiddenActivation function, Options options) {
    return new RandomTransformer(
        config(architecture, function), options, Distribution.LIVELY, random().nextLong());
  }

  private static Options options(ElementType type, boolean prefixed, boolean ownDecoder) {
    return new Options(type, prefixed, ownDecoder, Pooling.MAX, Activation.LOG1P_RELU);
  }

  private void assertValues(RandomTransformer random) throws IOException {
    ReferenceTransformer reference = new ReferenceTransformer(random);
    ModelFolder folder = folder(random);
    List<int[]> texts = texts(1, 24, 7);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder)) {
      TokenBatch batch = TokenBatch.of(manager, texts, 0);
      float[] weights =
          new DenseHead(network, random.options().activation(), Vocabulary.read(folder))
              .weights(network.states(batch), batch)
              .toFloatArray();
      int positive = 0;
      for (int text = 0; text < texts.size(); text++) {
        double[] expected = reference.weights(longs(texts.get(text)));
        for (int id = 0; id < VOCABULARY; id++) {
          float weight = weights[text * VOCABULARY + id];
          assertEquals("id " + id, id < SPECIAL ? 0 : expected[id], weight, TOLERANCE);
          positive += weight > 0.01 ? 1 : 0;
        }
      }
      assertTrue("a test of zeros tests nothing", positive > 100);
    }
  }

  private static long[] longs(int[] ids) {
    return Arrays.stream(ids).asLongStream().toArray();
  }

  public void testBert() throws IOException {
    assertValues(network(Architecture.BERT, HiddenActivation.GELU, Options.USUAL));
    assertValues(
        network(
            Architecture.BERT,
            HiddenActivation.GELU_TANH,
            options(ElementType.BF16, false, false)));
    assertValues(
        network(Architecture.BERT, HiddenActivation.RELU, options(ElementType.F16, true, true)));
  }

  public void testDistilBert() throws IOException {
    assertValues(network(Architecture.DISTILBERT, HiddenActivation.GELU, Options.USUAL));
    assertValues(
        network(
            Architecture.DISTILBERT, HiddenActivation.GELU, options(ElementType.F16, false, true)));
  }

  /**
   * Against central differences of the reference, in doubles; small ones, for maxima have kinks.
   */
  public void testGradients() throws IOException {
    for (Architecture architecture : List.of(Architecture.BERT, Architecture.DISTILBERT)) {
      RandomTransformer random =
          network(
              architecture,
              architecture == Architecture.BERT
                  ? HiddenActivation.GELU
                  : HiddenActivation.GELU_TANH,
              options(ElementType.F32, true, architecture == Architecture.BERT));
      ModelFolder folder = folder(random);
      List<int[]> texts = texts(3, 8);
      NDArray factors = factors(texts.size());
      try (TrainableTransformer network = TrainableTransformer.load(manager, folder)) {
        TokenBatch batch = TokenBatch.of(manager, texts, 0);
        VocabularyHead head =
            new DenseHead(network, Activation.LOG1P_RELU, Vocabulary.read(folder));
        Map<String, float[]> gradients =
            gradients(network, () -> head.weights(network.states(batch), batch).mul(factors).sum());
        ReferenceTransformer reference = new ReferenceTransformer(random);
        float[] f = factors.toFloatArray();
        gradients.forEach((name, actual) -> assertGradient(reference, texts, f, name, actual));
      }
    }
  }

  private void assertGradient(
      ReferenceTransformer reference,
      List<int[]> texts,
      float[] factors,
      String name,
      float[] actual) {
    float[] tensor = reference.tensor(name);
    assertEquals(name, tensor.length, actual.length);
    double largest = 0;
    for (float value : actual) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int trial = 0; trial < 3; trial++) {
      // The words of the texts first: of others only the decoder's part has a gradient.
      int at =
          name.endsWith("word_embeddings.weight") && trial > 0
              ? texts.getFirst()[trial] * (tensor.length / VOCABULARY) + trial
              : random().nextInt(tensor.length);
      float value = tensor[at];
      tensor[at] = value + 1e-5f;
      double above = tensor[at];
      double difference = loss(reference, texts, factors);
      tensor[at] = value - 1e-5f;
      difference = (difference - loss(reference, texts, factors)) / (above - tensor[at]);
      tensor[at] = value;
      assertEquals(name + " " + at, difference, actual[at], 1e-4 + 2e-3 * largest);
    }
  }

  private static double loss(ReferenceTransformer reference, List<int[]> texts, float[] factors) {
    double loss = 0;
    for (int text = 0; text < texts.size(); text++) {
      double[] weights = reference.weights(longs(texts.get(text)));
      for (int id = SPECIAL; id < VOCABULARY; id++) {
        loss += weights[id] * factors[text * VOCABULARY + id];
      }
    }
    return loss;
  }

  public void testEmbeddings() throws IOException {
    RandomTransformer random =
        network(Architecture.DISTILBERT, HiddenActivation.GELU, Options.USUAL);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder(random))) {
      TokenBatch batch = TokenBatch.of(manager, texts(2, 5), 0);
      float[] states = network.states(batch).toFloatArray();
      float[] cls = network.embedding(batch, TextPooling.CLS).toFloatArray();
      float[] mean = network.embedding(batch, TextPooling.MEAN).toFloatArray();
      int hidden = random.config().hidden();
      for (int text = 0; text < 2; text++) {
        for (int i = 0; i < hidden; i++) {
          int first = text * 5 * hidden + i;
          assertEquals(states[first], cls[text * hidden + i], 0);
          double sum = 0;
          int length = batch.lengths().get(text);
          for (int position = 0; position < length; position++) {
            sum += states[first + position * hidden];
          }
          assertEquals(sum / length, mean[text * hidden + i], 1e-5);
        }
      }
    }
  }

  public void testDropoutIsAFunctionOfSeedAndStep() throws IOException {
    RandomTransformer random = network(Architecture.BERT, HiddenActivation.GELU, Options.USUAL);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder(random))) {
      TokenBatch batch = TokenBatch.of(manager, texts(9, 4), 0);
      float[] none = network.states(batch).toFloatArray();
      float[] some = network.states(batch, new Dropout(0.1f, 7, 3)).toFloatArray();
      assertArrayEquals(some, network.states(batch, new Dropout(0.1f, 7, 3)).toFloatArray(), 0);
      assertFalse(
          Arrays.equals(some, network.states(batch, new Dropout(0.1f, 7, 4)).toFloatArray()));
      assertFalse(
          Arrays.equals(some, network.states(batch, new Dropout(0.1f, 8, 3)).toFloatArray()));
      assertFalse(Arrays.equals(some, none));
      assertArrayEquals(none, network.states(batch, new Dropout(0, 7, 3)).toFloatArray(), 0);
    }
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new Dropout(1, 0, 0));
    assertEquals("[dropout] must be in [0, 1), got [1.0]", e.getMessage());
  }

  /** Rounded to 8 bits, products differ by some hundredths of a value, and the tape is whole. */
  public void testProductsOf16Bits() throws IOException {
    RandomTransformer random = network(Architecture.BERT, HiddenActivation.GELU, Options.USUAL);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder(random))) {
      TokenBatch batch = TokenBatch.of(manager, texts(9, 9), 0);
      NDArray factors = manager.randomUniform(-1, 1, new Shape(2, 9, random.config().hidden()));
      List<Map<String, float[]>> gradients = new ArrayList<>();
      List<float[]> states = new ArrayList<>();
      for (Products products : Products.values()) {
        gradients.add(
            gradients(
                network,
                () -> {
                  NDArray own = network.states(batch, Dropout.NONE, products);
                  states.add(own.toFloatArray());
                  return own.mul(factors).sum().add(network.logits(own).sum().mul(1e-3f));
                }));
      }
      assertFalse(Arrays.equals(states.get(0), states.get(1)));
      assertTrue(cosine(states.get(0), states.get(1)) > 0.999);
      gradients
          .get(0)
          .forEach(
              (name, exact) -> {
                if (!name.endsWith("key.bias")) { // 0 but for rounding
                  double cosine = cosine(exact, gradients.get(1).get(name));
                  assertTrue(name + " " + cosine, cosine > 0.98);
                }
              });
    }
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squaresA * squaresB);
  }

  public void testNewNetworks() {
    var config = config(Architecture.BERT, HiddenActivation.GELU);
    try (TrainableTransformer one = TrainableTransformer.create(manager, config, 1);
        TrainableTransformer same = TrainableTransformer.create(manager, config, 1);
        TrainableTransformer other = TrainableTransformer.create(manager, config, 2)) {
      String words = "bert.embeddings.word_embeddings.weight";
      float[] values = one.parameters().get(words).toFloatArray();
      assertArrayEquals(values, same.parameters().get(words).toFloatArray(), 0);
      assertFalse(Arrays.equals(values, other.parameters().get(words).toFloatArray()));
      double squares = 0;
      for (float value : values) {
        squares += value * value;
      }
      assertEquals(0.02, Math.sqrt(squares / values.length), 0.001);
      for (float gain : one.parameters().get("bert.embeddings.LayerNorm.weight").toFloatArray()) {
        assertEquals(1, gain, 0);
      }
      for (float bias : one.parameters().get("cls.predictions.bias").toFloatArray()) {
        assertEquals(0, bias, 0);
      }
      assertFalse(one.parameters().containsKey("cls.predictions.decoder.weight"));
    }
  }

  /** What a step makes goes with its manager; nothing is left with the network's. */
  public void testNoArraysStay() throws IOException {
    RandomTransformer random = network(Architecture.BERT, HiddenActivation.GELU, Options.USUAL);
    ModelFolder folder = folder(random);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder)) {
      Vocabulary vocabulary = Vocabulary.read(folder);
      for (VocabularyHead head :
          List.of(
              new DenseHead(network, Activation.RELU, vocabulary),
              new SparseHead(network, Activation.RELU, vocabulary))) {
        int kept = network.manager().getManagedArrays().size();
        try (NDManager step = manager.newSubManager()) {
          TokenBatch batch = TokenBatch.of(step, texts(3, 9), 0);
          int inputs = step.getManagedArrays().size();
          gradients(
              network,
              () -> {
                NDArray states = network.states(batch, new Dropout(0.1f, 1, 1));
                NDArray weights = head.weights(states, batch);
                assertEquals(inputs + 2, step.getManagedArrays().size());
                return weights.sum();
              });
        }
        assertEquals(kept, network.manager().getManagedArrays().size());
      }
    }
  }

  public void testWhatCannotBeTrained() throws IOException {
    Path gte = createTempDir().resolve("gte");
    RandomFolder.of(PublishedModel.named("small-gte")).in(FolderForm.PLAIN).write(gte, p -> {});
    ModelException e =
        expectThrows(
            ModelException.class, () -> TrainableTransformer.load(manager, ModelFolder.of(gte)));
    assertEquals(
        "model [gte], file [config.json]: [architectures] must be BertForMaskedLM or"
            + " DistilBertForMaskedLM with weights in safetensors to be trained",
        e.getMessage());
    RandomTransformer random = network(Architecture.BERT, HiddenActivation.GELU, Options.USUAL);
    try (TrainableTransformer network = TrainableTransformer.load(manager, folder(random))) {
      IllegalArgumentException tooLong =
          expectThrows(
              IllegalArgumentException.class,
              () -> network.states(TokenBatch.of(manager, texts(25), 0)));
      assertEquals(
          "a text of the batch has [25] tokens, the network takes [24]", tooLong.getMessage());
    }
    IllegalArgumentException empty =
        expectThrows(
            IllegalArgumentException.class,
            () -> TokenBatch.of(manager, List.of(new int[] {1}, new int[0]), 0));
    assertEquals("a batch must have texts, each with at least one token", empty.getMessage());
  }
}
