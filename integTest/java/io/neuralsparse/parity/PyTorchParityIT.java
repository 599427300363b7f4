/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.parity;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import ai.djl.ndarray.NDManager;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Pooling;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Document vectors of folders with random weights, against the same networks on PyTorch, for every
 * architecture, layout, pooling and activation. Needs no server.
 */
public final class PyTorchParityIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final double TOLERANCE = 1e-4;
  private static final List<String> TEXTS =
      List.of(
          "a", "the cat sat on the mat.", "a b c d e f g h i j k l m n o p q r s t u v w x y z");

  @BeforeClass
  public static void keepPyTorchToItself() throws Exception {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("PYTORCH_FLAVOR", "cpu");
  }

  private static void assertParity(
      String model, FolderForm form, Pooling pooling, Activation activation) throws Exception {
    Path folder = temporary.newFolder().toPath().resolve("m");
    RandomFolder.of(PublishedModel.named(model))
        .in(form)
        .with(pooling, activation)
        .withSeed(11)
        .write(folder, progress -> {});
    ModelManifest manifest = new ModelCatalog(folder.getParent()).manifest("m");
    Network.Transformer network = (Network.Transformer) manifest.network();
    assertEquals(pooling, network.pooling());
    assertEquals(activation, network.activation());
    try (OnnxDocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.FP32);
        Tokenizer tokenizer = Tokenizer.load(manifest.folder());
        Tensors tensors = Safetensors.open(manifest.folder(), network.weightFiles());
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      PyTorchTransformer reference = new PyTorchTransformer(network, tensors, manager);
      int positive = 0;
      for (String text : TEXTS) {
        long[] ids = tokenizer.document(text, manifest.window());
        Map<String, Float> actual = encoder.encode(List.of(text)).getFirst().toMap();
        positive += assertWeights(reference.weights(ids), tokenizer.vocabulary(), actual);
      }
      assertTrue("a test of zeros tests nothing: " + positive, positive > 10);
    }
  }

  /** Returns how many tokens had a weight to compare. */
  private static int assertWeights(
      float[] expected, Vocabulary vocabulary, Map<String, Float> actual) {
    int positive = 0;
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      float weight = token == null || vocabulary.isSpecial(id) ? 0 : expected[id];
      assertEquals(token, weight, actual.getOrDefault(token, 0f), TOLERANCE);
      positive += weight > 0.01 ? 1 : 0;
    }
    return positive;
  }

  @Test
  public void bert() throws Exception {
    assertParity("small-bert", FolderForm.PLAIN, Pooling.MAX, Activation.RELU);
    assertParity("small-bert", FolderForm.ROUTER, Pooling.MAX, Activation.LOG1P_RELU);
    assertParity("small-bert", FolderForm.MODULES, Pooling.SUM, Activation.RELU);
  }

  @Test
  public void distilBert() throws Exception {
    assertParity("small-distilbert", FolderForm.PLAIN, Pooling.MAX, Activation.RELU);
    assertParity("small-distilbert", FolderForm.ROUTER, Pooling.SUM, Activation.LOG1P_RELU);
    assertParity("small-distilbert", FolderForm.MODULES, Pooling.MAX, Activation.LOG1P_RELU);
  }

  @Test
  public void gte() throws Exception {
    assertParity("small-gte", FolderForm.PLAIN, Pooling.MAX, Activation.LOG1P_RELU);
    assertParity("small-gte", FolderForm.ROUTER, Pooling.MAX, Activation.RELU);
    assertParity("small-gte", FolderForm.MODULES, Pooling.SUM, Activation.LOG1P_RELU);
  }
}
