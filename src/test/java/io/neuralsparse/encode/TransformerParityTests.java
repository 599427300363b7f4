/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.RandomTransformer;
import io.neuralsparse.RandomTransformer.Distribution;
import io.neuralsparse.RandomTransformer.Options;
import io.neuralsparse.ReferenceTransformer;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.TransformerConfig.Rotary;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/**
 * The graphs in 32-bit floats against {@link ReferenceTransformer}, which computes the same
 * networks from the published formulas in doubles, one text at a time.
 */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class TransformerParityTests extends OpenSearchTestCase {
  private static final double TOLERANCE = 1e-4;

  private static final int VOCABULARY = 2053;

  static TransformerConfig config(Architecture architecture, int heads, int headSize) {
    boolean rotary = architecture == Architecture.NEW;
    return new TransformerConfig(
        architecture,
        3,
        heads * headSize,
        heads,
        40,
        VOCABULARY, // more than one chunk of the vocabulary, and more than the tokeniser has
        rotary ? 8192 : 24,
        architecture == Architecture.DISTILBERT ? 0 : 2,
        1e-12f,
        HiddenActivation.GELU,
        rotary ? Optional.of(new Rotary(500_000, 2)) : Optional.empty());
  }

  private RandomTransformer network(Architecture architecture, Options options) {
    return new RandomTransformer(
        config(architecture, 4, 8), options, Distribution.LIVELY, random().nextLong());
  }

  static EncoderSession open(RandomTransformer network, Path models, Precision precision)
      throws IOException {
    Path folder = TestModels.small(models, "random");
    network.write(folder);
    ModelManifest manifest = new ModelCatalog(models).manifest("random");
    return SessionOpener.open(
        manifest,
        Vocabulary.read(manifest.folder()),
        precision,
        new NativeMemory(NativeMemory.UNLIMITED));
  }

  private long[] ids(int count) {
    return random().longs(count, 0, VOCABULARY).toArray();
  }

  private void assertParity(RandomTransformer network) throws IOException {
    ReferenceTransformer reference = new ReferenceTransformer(network);
    try (EncoderSession session = open(network, createTempDir(), Precision.FP32)) {
      for (int tokens : new int[] {1, 2, 23}) {
        long[] ids = ids(tokens);
        assertWeights(reference, ids, weights(session, ids));
      }
    }
  }

  private void assertWeights(ReferenceTransformer reference, long[] ids, float[] weights) {
    double[] expected = reference.weights(ids);
    assertEquals(expected.length, weights.length);
    int positive = 0;
    for (int t = 0; t < weights.length; t++) {
      boolean special = t < 5;
      assertEquals("id " + t, special ? 0 : expected[t], weights[t], TOLERANCE);
      positive += weights[t] > 0.01 ? 1 : 0;
    }
    assertTrue("a test of zeros tests nothing", positive > 50);
  }

  static float[] weights(EncoderSession session, long[] ids) {
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    EncoderSession.Weights weights = session.run(ids, mask, 1, ids.length);
    float[] values = new float[weights.width()];
    weights.values().get(values);
    return values;
  }

  public void testBert() throws IOException {
    assertParity(network(Architecture.BERT, Options.USUAL));
  }

  public void testDistilBert() throws IOException {
    assertParity(network(Architecture.DISTILBERT, Options.USUAL));
  }

  public void testNew() throws IOException {
    assertParity(network(Architecture.NEW, Options.USUAL));
  }

  public void testOwnDecoderWithoutPrefixAndLog1pRelu() throws IOException {
    Architecture architecture = randomFrom(Architecture.values());
    assertParity(
        network(
            architecture,
            new Options(ElementType.F32, false, true, Pooling.MAX, Activation.LOG1P_RELU)));
  }

  public void testSumPooling() throws IOException {
    Architecture architecture = randomFrom(Architecture.values());
    assertParity(
        network(
            architecture,
            new Options(
                ElementType.F32, true, false, Pooling.SUM, randomFrom(Activation.values()))));
  }

  public void testHalfPrecisionFiles() throws IOException {
    for (ElementType type : new ElementType[] {ElementType.F16, ElementType.BF16}) {
      assertParity(
          network(
              randomFrom(Architecture.values()),
              new Options(type, true, false, Pooling.MAX, Activation.RELU)));
    }
  }

  public void testOtherFunctions() throws IOException {
    TransformerConfig c = config(Architecture.BERT, 3, 6);
    for (HiddenActivation function :
        new HiddenActivation[] {HiddenActivation.GELU_TANH, HiddenActivation.RELU}) {
      assertParity(
          new RandomTransformer(
              new TransformerConfig(
                  c.architecture(),
                  1,
                  c.hidden(),
                  c.heads(),
                  c.intermediate(),
                  c.vocabularySize(),
                  c.positions(),
                  c.tokenTypes(),
                  1e-5f,
                  function,
                  Optional.empty()),
              Options.USUAL,
              Distribution.LIVELY,
              random().nextLong()));
    }
  }

  /** Longer than the texts whose attention is computed whole. */
  public void testLongTextOfNew() throws IOException {
    RandomTransformer network = network(Architecture.NEW, Options.USUAL);
    long[] ids = ids(1030);
    try (EncoderSession session = open(network, createTempDir(), Precision.FP32)) {
      float[] alone = weights(session, ids);
      assertWeights(new ReferenceTransformer(network), ids, alone);
      // With a shorter neighbour there is padding, and attention is computed whole.
      float[][] batch = batch(session, ids, ids(9));
      assertArrayEquals(alone, batch[0], 1e-4f);
    }
  }

  public void testBatchAndPaddingChangeNothing() throws IOException {
    for (Architecture architecture : Architecture.values()) {
      for (Precision precision : Precision.values()) {
        RandomTransformer network = network(architecture, Options.USUAL);
        try (EncoderSession session = open(network, createTempDir(), precision)) {
          long[][] texts = {ids(3), ids(20), ids(1), {}, ids(11)};
          float[][] batch = batch(session, texts);
          for (int i = 0; i < texts.length; i++) {
            float[] alone =
                texts[i].length == 0 ? new float[VOCABULARY] : weights(session, texts[i]);
            assertArrayEquals(architecture + " " + precision, alone, batch[i], 2e-5f);
          }
        }
      }
    }
  }

  /** Runs texts as one batch; what stands in place of padding is of no account. */
  private float[][] batch(EncoderSession session, long[]... texts) {
    int tokens = Arrays.stream(texts).mapToInt(text -> text.length).max().orElseThrow() + 2;
    long[] ids = ids(texts.length * tokens);
    long[] mask = new long[ids.length];
    for (int i = 0; i < texts.length; i++) {
      System.arraycopy(texts[i], 0, ids, i * tokens, texts[i].length);
      Arrays.fill(mask, i * tokens, i * tokens + texts[i].length, 1);
    }
    EncoderSession.Weights weights = session.run(ids, mask, texts.length, tokens);
    float[][] rows = new float[texts.length][weights.width()];
    for (float[] row : rows) {
      weights.values().get(row);
    }
    return rows;
  }

  public void testDocumentOfAModelThatKnowsMoreIdsThanItsTokeniser() throws IOException {
    RandomTransformer network = network(Architecture.BERT, Options.USUAL);
    Path models = createTempDir();
    network.write(TestModels.small(models, "random"));
    ModelManifest manifest = new ModelCatalog(models).manifest("random");
    double[] expected = new ReferenceTransformer(network).weights(new long[] {2, 5, 6, 3});
    try (DocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.FP32)) {
      Map<String, Float> tokens = encoder.encode(List.of("a b")).getFirst().toMap();
      for (int id = 5; id < TestModels.SMALL_VOCABULARY.size(); id++) {
        assertEquals(
            expected[id], tokens.getOrDefault(TestModels.SMALL_VOCABULARY.get(id), 0f), TOLERANCE);
      }
      assertTrue(TestModels.SMALL_VOCABULARY.subList(5, 10).containsAll(tokens.keySet()));
    }
  }

  public void testTensorOfAnotherShape() throws IOException {
    RandomTransformer network = network(Architecture.BERT, Options.USUAL);
    Path models = createTempDir();
    Path folder = TestModels.small(models, "random");
    network.write(folder);
    Path config = folder.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"intermediate_size\":40", "\"intermediate_size\":41"));
    ModelManifest manifest = new ModelCatalog(models).manifest("random");
    Vocabulary vocabulary = Vocabulary.read(manifest.folder());
    int width = network.config().hidden();
    ModelException e =
        expectThrows(
            ModelException.class,
            () ->
                SessionOpener.open(
                    manifest,
                    vocabulary,
                    Precision.INT8,
                    new NativeMemory(NativeMemory.UNLIMITED)));
    assertEquals(
        "model [random], file [model.safetensors]: tensor"
            + " [bert.encoder.layer.0.intermediate.dense.weight] has the shape [40, "
            + width
            + "], the configuration calls for [41, "
            + width
            + "]",
        e.getMessage());
  }
}
