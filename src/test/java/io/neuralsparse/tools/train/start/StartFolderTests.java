/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import com.google.gson.JsonParser;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.TokenLimits;
import io.neuralsparse.tools.train.data.TrainingSet;
import io.neuralsparse.tools.train.table.QueryTableLearner;
import io.neuralsparse.tools.train.table.TablePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** From text to a folder that is served, and from pairs to its query weights. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class StartFolderTests extends OpenSearchTestCase {
  private ModelFolder start() throws IOException {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    Path source = createTempDir().resolve("source");
    RandomFolder.of(PublishedModel.named("small-bert"))
        .in(FolderForm.PLAIN)
        .write(source, progress -> {});
    Path text = Files.createDirectory(createTempDir().resolve("texts")).resolve("text.txt");
    Files.writeString(text, "people time now\nher people\n\nthe time of people\n");
    TransformerConfig shape =
        new TransformerConfig(
            Architecture.BERT,
            1,
            64,
            2,
            16,
            StartFolder.ANY_VOCABULARY,
            32,
            1,
            1e-12f,
            HiddenActivation.GELU,
            Optional.empty());
    Path folder = createTempDir().resolve("start");
    new StartFolder(ModelFolder.of(source), shape, TokenFrequency.COUNT, 5)
        .write(List.of(text.toString()), folder, (share, note) -> {});
    return ModelFolder.of(folder);
  }

  public void testServed() throws IOException {
    ModelManifest manifest = ModelManifest.read(start());
    assertEquals(TokenFrequency.COUNT, manifest.tokenFrequency());
    try (DocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.FP32)) {
      Map<String, Float> once = encoder.encode(List.of("people of her")).getFirst().toMap();
      Map<String, Float> often = encoder.encode(List.of("people of people")).getFirst().toMap();
      assertTrue(once.keySet().containsAll(List.of("people", "of", "her")));
      assertTrue(often.get("people") > once.get("people"));
    }
  }

  /** The digest is that of the command sha256sum. */
  public void testProvenanceNamesFilesWithoutTheMachinesFolders() throws IOException {
    Path file = start().path().resolve("neural_sparse_training.json");
    assertEquals(
        JsonParser.parseString(
            "{\"texts/text.txt\": \"9fc9ced4a25a1a185c835b7ecaa167d62a1d12bb9ea400f8433e06e76ffc26b8\"}"),
        JsonParser.parseString(Files.readString(file)).getAsJsonObject().get("data"));
  }

  /** {@code the} is in each query and tells nothing; {@code her} and {@code now} tell all. */
  public void testQueryWeights() throws IOException {
    ModelFolder folder = start();
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      String rare = List.of("her", "now", "time", "people").get(i);
      pairs.append("{\"query\": \"the ").append(rare).append("\", \"positive\": \"");
      pairs.append(i % 2 == 0 ? "of the " : "of ").append(rare).append("\"}\n");
    }
    Path file = createTempDir().resolve("pairs.jsonl");
    Files.writeString(file, pairs);
    try (Tokenizer tokenizer = Tokenizer.load(folder);
        DocumentEncoder encoder =
            OnnxDocumentEncoder.load(ModelManifest.read(folder), Precision.FP32)) {
      TrainingSet set =
          TrainingSet.read(
              List.of(file.toString()),
              tokenizer,
              new TokenLimits(8, 16),
              BadLines.fail(),
              done -> {});
      Told told = new Told();
      float[] learned =
          new QueryTableLearner(set, tokenizer.vocabulary())
              .learn(
                  IdfTable.read(folder, tokenizer.vocabulary()),
                  encoder,
                  new TablePlan(100, 0.05, 1, 1e-4, 0),
                  4,
                  1,
                  told);
      assertEquals(1, told.encoded, 0);
      assertTrue(told.last < told.first);
      int the = tokenizer.vocabulary().id("the");
      for (String rare : List.of("her", "now", "time", "people")) {
        assertTrue(rare, learned[tokenizer.vocabulary().id(rare)] > learned[the]);
      }
    }
  }

  private static final class Told implements QueryTableLearner.Progress {
    private double encoded;
    private double first = Double.NaN;
    private double last;

    @Override
    public void encoded(double share) {
      encoded = Math.max(encoded, share);
    }

    @Override
    public void learned(int step, double loss) {
      first = step == 1 ? loss : first;
      last = loss;
    }
  }
}
