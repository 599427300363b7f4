/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import com.google.gson.Gson;
import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

/** The graphs against what PyTorch gives for the same files: see {@code golden/golden.py}. */
public class GoldenWeightsTests extends OpenSearchTestCase {
  private static final float TOLERANCE = 1e-4f;

  private record Expected(List<List<Long>> ids, List<List<Long>> mask, List<List<Float>> weights) {}

  public void testBert() throws IOException {
    check("bert");
  }

  public void testDistilBert() throws IOException {
    check("distilbert");
  }

  public void testNew() throws IOException {
    check("new");
  }

  private void check(String name) throws IOException {
    Path models = createTempDir();
    Path folder = TestModels.small(models, name);
    for (String file : List.of("config.json", "model.safetensors")) {
      try (InputStream in = resource(name, file)) {
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Expected expected;
    try (InputStream in = resource(name, "expected.json")) {
      expected =
          new Gson()
              .fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8), Expected.class);
    }
    ModelManifest manifest = new ModelCatalog(models).manifest(name);
    Vocabulary vocabulary = Vocabulary.read(manifest.folder());
    try (EncoderSession session =
        SessionOpener.open(
            manifest, vocabulary, Precision.FP32, new NativeMemory(NativeMemory.UNLIMITED))) {
      EncoderSession.Weights weights =
          session.run(
              flat(expected.ids),
              flat(expected.mask),
              expected.ids.size(),
              expected.ids.getFirst().size());
      int positive = 0;
      for (List<Float> row : expected.weights) {
        for (int id = 0; id < row.size(); id++) {
          float weight = weights.values().get();
          assertEquals("id " + id, vocabulary.isSpecial(id) ? 0 : row.get(id), weight, TOLERANCE);
          positive += weight > 0.1 ? 1 : 0;
        }
      }
      assertTrue("a test of zeros tests nothing", positive > 20);
    }
  }

  private static long[] flat(List<List<Long>> rows) {
    return rows.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
  }

  private static InputStream resource(String name, String file) {
    return GoldenWeightsTests.class.getResourceAsStream("/golden/" + name + "/" + file);
  }
}
