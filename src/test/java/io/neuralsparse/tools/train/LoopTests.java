/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.TokenLimits;
import io.neuralsparse.tools.train.data.TrainingSet;
import io.neuralsparse.tools.train.optimize.AdamW;
import io.neuralsparse.tools.train.teacher.Ensemble;
import io.neuralsparse.tools.train.teacher.LineScores;
import io.neuralsparse.tools.train.teacher.Teacher;
import io.neuralsparse.tools.train.torch.TorchTestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps of runs of different kinds. */
public class LoopTests extends TorchTestCase {
  private static final int STEPS = 6;

  private Path root;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    root = createTempDir();
    ToyCorpus.write(root);
  }

  /** Trials and checkpoints after each step. */
  private static JsonObject recipe(String kind) throws IOException {
    JsonObject json = ToyCorpus.recipe();
    ToyCorpus.set(json, "kind", kind);
    ToyCorpus.set(json, "optimizer.steps", STEPS);
    ToyCorpus.set(json, "optimizer.warm_up", 0);
    ToyCorpus.set(json, "optimizer.batch", 4);
    ToyCorpus.set(json, "optimizer.checkpoint", 1);
    ToyCorpus.set(json, "dev.every", 1);
    return json;
  }

  /** How many arrays there are after each step, of the run and of all that it made. */
  private List<Integer> arrays(JsonObject json) throws IOException {
    Recipe recipe = Recipe.of("toy.json", json);
    List<Integer> counts = new ArrayList<>();
    try (StopSignal stop = new StopSignal();
        NDManager manager = manager();
        Student student = Student.open(manager, recipe, root);
        Task task = task(manager, recipe, student);
        AdamW optimizer = new AdamW(manager, 1)) {
      student.parameters().forEach((name, array) -> optimizer.add(name, array, 0.01, 0.01));
      Watch counting =
          new Watch() {
            @Override
            public void at(String what, double share, String note) {
              if (what.equals("training")) {
                counts.add(manager.getManagedArrays().size());
              }
            }

            @Override
            public void say(String line) {}
          };
      Optional<Trial> trial = Optional.empty();
      if (recipe.dev().isPresent()) {
        trial = Optional.of(Trial.read(root.resolve("dev"), "dev", student.tokenizer(), limits()));
      }
      new Loop(
              recipe,
              Identity.of(recipe, root, task.digests()),
              RunFolder.open(createTempDir()),
              student,
              task,
              optimizer,
              trial,
              manager,
              counting)
          .run(stop);
      assertTrue("" + counts, counts.getFirst() >= optimizer.state().size());
    }
    return counts;
  }

  private static TokenLimits limits() {
    return new TokenLimits(8, 24);
  }

  private Task task(NDManager manager, Recipe recipe, Student student) throws IOException {
    List<String> places =
        recipe.data().places().stream().map(place -> root.resolve(place).toString()).toList();
    if (recipe.kind() == Kind.MASKED_LANGUAGE) {
      return MaskedTask.open(recipe, student, places, BadLines.fail(), count -> {});
    }
    TrainingSet set =
        TrainingSet.read(places, student.tokenizer(), limits(), BadLines.fail(), count -> {});
    if (recipe.teachers().isEmpty()) {
      return new RetrievalTask(manager, recipe, student, set, Optional.empty());
    }
    List<Teacher> teachers = new ArrayList<>(List.of(new LineScores()));
    for (Recipe.TeacherModel model : recipe.teachers().get().models()) {
      teachers.add(TeacherFolder.open(recipe, model, root, createTempDir(), manager));
    }
    Teacher ensemble = new Ensemble(teachers, true, 30);
    return new RetrievalTask(manager, recipe, student, set, Optional.of(ensemble));
  }

  private void assertNoneIsLeft(JsonObject json) throws IOException {
    List<Integer> counts = arrays(json);
    assertEquals(STEPS, counts.size());
    assertEquals(json + ": " + counts, 1, counts.stream().distinct().count());
  }

  public void testStepsForQueriesWithoutANetworkLeaveNoArray() throws Exception {
    for (String penalty : List.of("flops", "l0", "df-flops", "idf-flops", "effective-flops")) {
      JsonObject json = recipe("inference-free");
      ToyCorpus.set(json, "optimizer.accumulate", 2);
      ToyCorpus.set(json, "penalty", Map.of("kind", penalty, "weight", 0.01));
      boolean ones = penalty.equals("idf-flops");
      ToyCorpus.set(json, "optimizer.idf_rate", ones ? 0 : 0.01);
      ToyCorpus.set(
          json,
          "model",
          Map.of(
              "query_weights", ones ? "ones" : "idf",
              "head", penalty.equals("l0") ? "dense" : "sparse",
              "products", penalty.equals("df-flops") ? "bfloat16" : "float",
              "dropout", 0.1));
      assertNoneIsLeft(json);
    }
  }

  public void testStepsOfTeachersLeaveNoArray() throws Exception {
    assertNoneIsLeft(recipe("sparse-siamese"));
    for (String pooling : List.of("mean", "cls")) {
      JsonObject json = recipe("dense");
      json.remove("penalty");
      ToyCorpus.set(json, "model", Map.of("pooling", pooling));
      assertNoneIsLeft(json);
    }
  }

  public void testStepsThatDistilLeaveNoArray() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append(
          "{\"query\": \"qN\", \"docs\": [\"dN\", \"dN d29\"], \"scores\": [3, 1.5]}\n"
              .replace("N", String.valueOf(i)));
    }
    Files.writeString(root.resolve("scored.jsonl"), lines);
    JsonObject dense = recipe("dense");
    dense.remove("penalty");
    try (NDManager manager = manager();
        Student teacher = Student.open(manager, Recipe.of("dense.json", dense), root)) {
      teacher.save(root.resolve("teacher"), new JsonObject());
    }
    JsonObject json = recipe("inference-free");
    ToyCorpus.set(json, "data.places", List.of("scored.jsonl"));
    ToyCorpus.set(json, "data.negatives", 1);
    ToyCorpus.set(json, "loss", Map.of("kl", 1, "margin_mse", 0.1, "in_batch", false));
    List<Map<String, String>> models = List.of(Map.of("folder", "teacher", "kind", "dense"));
    ToyCorpus.set(json, "teachers", Map.of("from_data", true, "models", models));
    assertNoneIsLeft(json);
  }

  public void testStepsOnRawTextLeaveNoArray() throws Exception {
    JsonObject json = recipe("masked-language");
    List.of("dev", "loss", "penalty").forEach(json::remove);
    ToyCorpus.set(json, "data", Map.of("places", List.of("text.txt"), "document_tokens", 24));
    assertNoneIsLeft(json);
  }

  private List<JsonObject> metrics(JsonObject json) throws IOException {
    Path output = createTempDir();
    Watch silent =
        new Watch() {
          @Override
          public void at(String what, double share, String note) {}

          @Override
          public void say(String line) {}
        };
    Training.run(Recipe.of("toy.json", json), root, output, silent);
    List<JsonObject> lines = MetricsFile.read(output.resolve("metrics.jsonl"));
    List.of("documents_per_second", "peak_memory", "lambda")
        .forEach(key -> lines.forEach(line -> line.remove(key)));
    return lines;
  }

  /**
   * Under a table of 2 everywhere, effective weights are divided by 2, so the penalty is a fourth
   * of the plain one: four times its weight makes the same run, bit for bit.
   */
  public void testIdfAwareFlopsDividesByTheTableOfTheStart() throws Exception {
    JsonObject json = recipe("inference-free");
    ToyCorpus.set(json, "model", Map.of("query_weights", "ones"));
    ToyCorpus.set(json, "penalty", Map.of("kind", "flops", "weight", 0.01));
    List<JsonObject> plain = metrics(json);
    ToyCorpus.set(json, "penalty", Map.of("kind", "idf-flops", "weight", 0.04));
    assertNotEquals(plain, metrics(json));
    Path table = root.resolve("tokenizer/idf.json");
    Files.writeString(table, Files.readString(table).replace(":1", ":2"));
    assertEquals(plain, metrics(json));
    assertEquals(2 * STEPS + 1, plain.size());
  }
}
