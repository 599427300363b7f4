/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import io.neuralsparse.tools.train.network.Serving;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** What a start's folder encodes, served, is what {@link Ranking} says. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class LexicalStartTests extends OpenSearchTestCase {
  private static final Ranking RANKING = new Ranking(2, 3, 0.5, 0.01, 1, 10, 0.1);

  private static final double ROOT = Math.sqrt(0.5);

  /**
   * {@code the} is a token that no query asks for; {@code those}, near {@code people}, is not
   * there.
   */
  private static final String TEXT = "people time the people her the time people now";

  private NDManager manager;
  private ModelFolder source;
  private Vocabulary vocabulary;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    manager = PyTorch.start(1);
    Path folder = createTempDir().resolve("source");
    RandomFolder.of(PublishedModel.named("small-bert"))
        .in(FolderForm.PLAIN)
        .write(folder, progress -> {});
    source = ModelFolder.of(folder);
    vocabulary = Vocabulary.read(source);
  }

  @Override
  public void tearDown() throws Exception {
    if (manager != null) {
      manager.close();
    }
    super.tearDown();
  }

  private TransformerConfig config(Architecture architecture, int layers, int heads) {
    return new TransformerConfig(
        architecture,
        layers,
        96,
        heads,
        32,
        vocabulary.size(),
        24,
        architecture == Architecture.DISTILBERT ? 0 : 2,
        1e-12f,
        HiddenActivation.GELU,
        Optional.empty());
  }

  private int id(String token) {
    int id = vocabulary.id(token);
    assertTrue(token, id >= 0);
    return id;
  }

  /** Rows of sum 0, all at right angles but for that of {@code those}, 0.9 from {@code people}. */
  private float[][] vectors(TransformerConfig config) {
    int identity = LexicalStart.identity(config);
    float[][] vectors = new float[vocabulary.size()][LexicalStart.width(config)];
    List<String> tokens = List.of("people", "those", "time", "the", "her", "now");
    for (int i = 0; i < tokens.size(); i++) {
      float[] row = vectors[id(tokens.get(i))];
      int meaning = tokens.get(i).equals("those") ? 0 : i;
      row[2 * i] = (float) (Math.sqrt(0.1) * ROOT);
      row[2 * i + 1] = -row[2 * i];
      row[identity + 2 * meaning] = (float) (Math.sqrt(0.9) * ROOT);
      row[identity + 2 * meaning + 1] = -row[identity + 2 * meaning];
    }
    return vectors;
  }

  /** Mass of a token in {@link #TEXT}, from its formula. */
  private static double mass(String token, double othersShare) {
    String[] words = TEXT.split(" ", -1);
    double own = 0;
    double others = 0;
    for (int i = 0; i < words.length; i++) {
      double counts = 1 + Math.exp(-(i + 1) / 10.0);
      own += words[i].equals(token) ? counts : 0;
      others += words[i].equals(token) ? 0 : counts;
    }
    others += 1 + Math.exp(-(words.length + 1) / 10.0); // [SEP]
    return own / (own + 0.5 + othersShare * others);
  }

  private Map<String, Float> encode(TransformerConfig config, Precision precision)
      throws IOException {
    float[] table = new float[vocabulary.size()];
    Arrays.fill(table, 1);
    table[id("the")] = 0;
    Path folder = createTempDir().resolve("start");
    try (Tokenizer tokenizer = Tokenizer.load(source);
        TrainableTransformer network = TrainableTransformer.create(manager, config, 1)) {
      LexicalStart.set(
          network, RANKING, vectors(config), (int) tokenizer.ids("", true)[0], vocabulary, table);
      network.save(
          folder,
          new Serving(source, Activation.RELU, TokenFrequency.SET, ElementType.F32),
          table,
          new JsonObject());
    }
    ModelManifest manifest = ModelManifest.read(ModelFolder.of(folder));
    try (DocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, precision)) {
      return encoder.encode(List.of(TEXT)).getFirst().toMap();
    }
  }

  private void assertRanking(TransformerConfig config, Precision precision, double tolerance)
      throws IOException {
    Map<String, Float> weights = encode(config, precision);
    double share = Math.exp(-LexicalStart.margin(0.01, LexicalStart.identity(config)));
    for (String token : List.of("people", "time", "her", "now")) {
      double expected = Math.log(1 + 2 * mass(token, share));
      assertEquals(token, expected, weights.get(token), tolerance);
    }
    double near = Math.log(1 + 2 * mass("people", share) * 0.9 - 3 * 0.1);
    assertEquals(near, weights.get("those"), tolerance);
    assertEquals(List.of("her", "now", "people", "those", "time"), sorted(weights));
  }

  private static List<String> sorted(Map<String, Float> weights) {
    return weights.keySet().stream().sorted().toList();
  }

  public void testBert() throws IOException {
    assertRanking(config(Architecture.BERT, 1, 2), Precision.FP32, 3e-3);
  }

  public void testEightBits() throws IOException {
    assertRanking(config(Architecture.BERT, 1, 2), Precision.INT8, 0.03);
  }

  public void testDistilBert() throws IOException {
    assertRanking(config(Architecture.DISTILBERT, 1, 1), Precision.FP32, 3e-3);
  }

  public void testFurtherLayersAddNothing() throws IOException {
    assertRanking(config(Architecture.BERT, 3, 3), Precision.FP32, 3e-3);
  }

  public void testMargin() {
    // s = 5, d = 50: 5 - 25 / 100 = 4.75.
    assertEquals(5, LexicalStart.margin(Math.exp(-4.75), 50), 1e-9);
  }
}
