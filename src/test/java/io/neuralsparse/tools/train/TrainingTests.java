/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.network.Dropout;
import io.neuralsparse.tools.train.torch.TorchTestCase;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whole runs, of a network that fits in a cache. */
public class TrainingTests extends TorchTestCase {
  /** What a trained network must be better by than the same one untrained, in NDCG@10. */
  private static final double MARGIN = 0.5;

  private static final Watch SILENT =
      new Watch() {
        @Override
        public void at(String what, double share, String note) {}

        @Override
        public void say(String line) {}
      };

  private static Path root() throws IOException {
    Path root = createTempDir();
    ToyCorpus.write(root);
    return root;
  }

  private static Training.Outcome run(JsonObject recipe, Path root, Path output)
      throws IOException {
    return Training.run(Recipe.of("toy.json", recipe), root, output, SILENT);
  }

  /** All metrics but those that differ each time. */
  private static List<JsonObject> metrics(Path output) throws IOException {
    List<JsonObject> lines = MetricsFile.read(output.resolve("metrics.jsonl"));
    lines.forEach(
        line -> {
          line.remove("documents_per_second");
          line.remove("peak_memory");
        });
    return lines;
  }

  public void testBeatsItsUntrainedStartAndIsServed() throws Exception {
    Path root = root();
    Path output = createTempDir();
    JsonObject json = ToyCorpus.recipe();
    Training.Outcome outcome = run(json, root, output);
    assertTrue(outcome.finished());
    assertEquals(120, outcome.step());
    double start = metrics(output).getFirst().get("dev_ndcg@10").getAsDouble();
    double best = outcome.best().orElseThrow();
    assertTrue(start + " to " + best, best >= start + MARGIN);
    assertServed(json, outcome.model(), root);
  }

  private static void assertSays(Path model, Activation activation, TokenFrequency frequency) {
    ModelManifest manifest = ModelManifest.read(ModelFolder.of(model));
    assertEquals(activation, ((Network.Transformer) manifest.network()).activation());
    assertEquals(frequency, manifest.tokenFrequency());
  }

  public void testWhatTheStartSaysStaysUnlessTheRecipeSaysOtherwise() throws Exception {
    Path root = root();
    JsonObject json = ToyCorpus.recipe();
    json.remove("dev");
    ToyCorpus.set(json, "optimizer.steps", 1);
    ToyCorpus.set(json, "optimizer.warm_up", 0);
    Path plain = run(json, root, createTempDir()).model();
    assertSays(plain, Activation.RELU, TokenFrequency.SET);
    ToyCorpus.set(json, "model", Map.of("activation", "log1p-relu", "token_frequency", "count"));
    Path other = run(json, root, createTempDir()).model();
    assertSays(other, Activation.LOG1P_RELU, TokenFrequency.COUNT);
    json.remove("model");
    ToyCorpus.set(json, "start", Map.of("folder", other.toString()));
    Path gone = run(json, root, createTempDir()).model();
    assertSays(gone, Activation.LOG1P_RELU, TokenFrequency.COUNT);
    assertServed(json, gone, root);
    ToyCorpus.set(json, "model", Map.of("activation", "relu", "token_frequency", "set"));
    assertSays(run(json, root, createTempDir()).model(), Activation.RELU, TokenFrequency.SET);
  }

  /** The encoder of the plugin gives the vectors that the trainer's tape gives. */
  private static void assertServed(JsonObject json, Path model, Path root) throws Exception {
    ToyCorpus.set(json, "start", Map.of("folder", model.toString()));
    Recipe recipe = Recipe.of("served.json", json);
    List<String> texts = List.of("d1 d2 d3", "d29 q4", "d7 d7 d7 d8 d9 d10 d11");
    ModelManifest manifest = ModelManifest.read(ModelFolder.of(model));
    int positive = 0;
    try (NDManager manager = manager();
        Student student = Student.open(manager, recipe, root);
        OnnxDocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.FP32)) {
      List<int[]> ids =
          texts.stream().map(text -> Trial.ints(student.tokenizer().document(text, 24))).toList();
      float[] expected = student.documents(ids, manager, Dropout.NONE).toFloatArray();
      List<SparseVector> served = encoder.encode(texts);
      int width = student.vocabularySize();
      for (int i = 0; i < texts.size(); i++) {
        Map<String, Float> weights = served.get(i).toMap();
        for (int id = 0; id < width; id++) {
          String token = student.tokenizer().vocabulary().token(id);
          float weight = expected[i * width + id];
          assertEquals(token, weight, weights.getOrDefault(token, 0f), 1e-4);
          positive += weight > 0 ? 1 : 0;
        }
      }
    }
    assertTrue("" + positive, positive > texts.size());
  }

  public void testGoesOnToTheSameLosses() throws Exception {
    Path root = root();
    JsonObject json = ToyCorpus.recipe();
    ToyCorpus.set(json, "optimizer.steps", 24);
    ToyCorpus.set(json, "optimizer.checkpoint", 5);
    ToyCorpus.set(json, "optimizer.idf_rate", 0.01);
    ToyCorpus.set(json, "optimizer.accumulate", 2);
    ToyCorpus.set(json, "dev.every", 10);
    ToyCorpus.set(json, "penalty.kind", "df-flops");
    ToyCorpus.set(json, "model", Map.of("dropout", 0.1));
    Path whole = createTempDir();
    run(json, root, whole);
    Path broken = createTempDir();
    Recipe recipe = Recipe.of("toy.json", json);
    Watch breaking =
        new Watch() {
          @Override
          public void at(String what, double share, String note) {
            if (note.startsWith("step 13 of ") || note.startsWith("step 18 of ")) {
              throw new IllegalStateException(note);
            }
          }

          @Override
          public void say(String line) {}
        };
    expectThrows(IllegalStateException.class, () -> Training.run(recipe, root, broken, breaking));
    List<String> said = new ArrayList<>();
    Training.Outcome outcome =
        Training.run(
            recipe,
            root,
            broken,
            new Watch() {
              @Override
              public void at(String what, double share, String note) {}

              @Override
              public void say(String line) {
                said.add(line);
              }
            });
    assertEquals(List.of("going on after step 10"), said);
    assertTrue(outcome.finished());
    assertEquals(metrics(whole), metrics(broken));
    assertEquals(
        -1,
        Files.mismatch(
            whole.resolve("checkpoints/step-000000024.safetensors"),
            broken.resolve("checkpoints/step-000000024.safetensors")));
    assertEquals(
        -1,
        Files.mismatch(
            whole.resolve("model/model.safetensors"), broken.resolve("model/model.safetensors")));
  }

  public void testRefusesToGoOnWithAnotherRecipeOrOtherData() throws Exception {
    Path root = root();
    JsonObject json = ToyCorpus.recipe();
    ToyCorpus.set(json, "optimizer.steps", 2);
    ToyCorpus.set(json, "optimizer.warm_up", 0);
    Path output = createTempDir();
    run(json, root, output);
    assertTrue(run(json, root, output).finished());
    JsonObject other = json.deepCopy();
    ToyCorpus.set(other, "optimizer.rate", 0.5);
    ToyCorpus.set(other, "loss.kl", 0);
    IOException e = expectThrows(IOException.class, () -> run(other, root, output));
    assertEquals(
        "["
            + output
            + "] was begun with another recipe, so it cannot be gone on with: [loss.kl] was"
            + " [nothing], is [0]; [optimizer.rate] was [0.01], is [0.5]",
        e.getMessage());
    Files.writeString(
        root.resolve("pairs.jsonl"), "{\"query\": \"q1\", \"positive\": \"d1 d2 d3\"}\n");
    e = expectThrows(IOException.class, () -> run(json, root, output));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .matches(
                ".* was begun with another data, so it cannot be gone on with: \\[pairs.jsonl\\]"
                    + " was \\[\"[0-9a-f]{64}\"\\], is \\[\"[0-9a-f]{64}\"\\]"));
  }

  public void testSaysWhereALossIsNoNumber() throws Exception {
    Path root = root();
    JsonObject json = ToyCorpus.recipe();
    ToyCorpus.set(json, "optimizer.rate", 1e30);
    ToyCorpus.set(json, "optimizer.batch", 3);
    IOException e = expectThrows(IOException.class, () -> run(json, root, createTempDir()));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .matches(
                "step [0-9]+: (the loss is NaN|no document has an active token \\(try a lower"
                    + " \\[penalty.weight\\] or \\[optimizer.rate\\]\\)), its parts are \\{.*\\}, its"
                    + " examples \\[.*pairs.jsonl\\] line [0-9]+, .* line [0-9]+, .* line [0-9]+"));
  }
}
