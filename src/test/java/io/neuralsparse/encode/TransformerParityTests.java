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
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.TransformerConfig.Rotary;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.opensearch.test.OpenSearchTestCase;

/**
 * The graphs in 32-bit floats against {@link ReferenceTransformer}, which computes the same
 * networks from the published formulas in doubles, one text at a time.
 */
public class TransformerParityTests extends OpenSearchTestCase {
  private static final double TOLERANCE = 1e-4;

  static TransformerConfig config(Architecture architecture, int heads, int headSize) {
    boolean rotary = architecture == Architecture.NEW;
    return new TransformerConfig(
        architecture,
        3,
        heads * headSize,
        heads,
        40,
        2053, // more than one chunk of the vocabulary, and more than the tokeniser has
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
    return SessionOpener.open(manifest, Vocabulary.read(manifest.folder()), precision);
  }

  private long[] ids(int count) {
    return random().longs(count, 0, 2053).toArray();
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
    java.util.Arrays.fill(mask, 1);
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
}
