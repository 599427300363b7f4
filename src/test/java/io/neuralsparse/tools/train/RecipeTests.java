/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.tools.train.data.BatchPlan;
import io.neuralsparse.tools.train.network.Products;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.test.OpenSearchTestCase;

public class RecipeTests extends OpenSearchTestCase {
  private static void assertFault(String message, String key, Object value) throws IOException {
    JsonObject recipe = ToyCorpus.recipe();
    if (value == null) {
      JsonObject parent = recipe;
      String[] steps = key.split("\\.", -1);
      for (int i = 0; i < steps.length - 1; i++) {
        parent = parent.getAsJsonObject(steps[i]);
      }
      parent.remove(steps[steps.length - 1]);
    } else {
      ToyCorpus.set(recipe, key, value);
    }
    IOException e = expectThrows(IOException.class, () -> Recipe.of("toy.json", recipe));
    assertEquals(message, e.getMessage());
  }

  public void testToyRecipe() throws Exception {
    Recipe recipe = Recipe.of("toy.json", ToyCorpus.recipe());
    assertEquals(Kind.INFERENCE_FREE, recipe.kind());
    assertEquals(7, recipe.seed());
    assertEquals("tokenizer", recipe.start().tokenizer().orElseThrow());
    assertEquals(Architecture.BERT, recipe.start().transformer().orElseThrow().architecture());
    assertEquals(32, recipe.start().transformer().orElseThrow().positions());
    assertEquals(
        new Recipe.Data(List.of("pairs.jsonl"), false, BatchPlan.Mixing.ALL, 8, 24, 0, 1, 0),
        recipe.data());
    assertEquals(new Recipe.Dev("dev", "dev", 60, 0), recipe.dev().orElseThrow());
    assertEquals(new Recipe.Optimizer(120, 24, 1, 0.01, 0, 10, 0.01, 1, 50), recipe.optimizer());
    assertEquals(new Recipe.Loss(1, 1, 0, 0, true), recipe.loss().orElseThrow());
    assertEquals(
        new Recipe.Penalty(Recipe.PenaltyKind.FLOPS, 0.01, 60, 0), recipe.penalty().orElseThrow());
    assertTrue(recipe.teachers().isEmpty());
    assertTrue(recipe.model().sparseHead());
    assertEquals(Products.FLOAT, recipe.model().products());
    assertTrue(recipe.model().activation().isEmpty());
    assertTrue(recipe.model().tokenFrequency().isEmpty());
  }

  public void testAllOfTheRepositoryAreRead() throws Exception {
    Path folder = Path.of(getClass().getResource("/config/train").toURI());
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().startsWith("ablation")) {
          assertFalse(AblationPlan.read(file).variations().isEmpty());
        } else {
          assertNotNull(Recipe.read(file));
        }
      }
    }
  }

  public void testUnknownKeys() throws Exception {
    assertFault(
        "[toy.json] unknown key [colour], known here are [data, dev, kind, loss, model, optimizer,"
            + " penalty, seed, start, teachers, threads]",
        "colour",
        "red");
    assertFault(
        "[toy.json] unknown key [loss.info], known here are [in_batch, infonce, kl, margin_mse,"
            + " temperature]",
        "loss.info",
        1);
    assertFault(
        "[toy.json] unknown key [penalty.threshold], known here are [kind, steps, weight]",
        "penalty.threshold",
        1);
  }

  public void testMissingKeys() throws Exception {
    assertFault("[toy.json] [kind] is missing", "kind", null);
    assertFault("[toy.json] [optimizer.rate] is missing", "optimizer.rate", null);
    assertFault("[toy.json] [data] is missing", "data", null);
  }

  public void testWrongTypesAndRanges() throws Exception {
    assertFault(
        "[toy.json] [kind] must be one of [inference-free, sparse-siamese, dense,"
            + " masked-language], got [\"sparse\"]",
        "kind",
        "sparse");
    assertFault("[toy.json] [data] must be an object, got [3]", "data", 3);
    assertFault(
        "[toy.json] [threads] must be a whole number from 1 to 1024, got [0]", "threads", 0);
    assertFault(
        "[toy.json] [seed] must be a whole number from 0 to 9223372036854775807, got [1.5]",
        "seed",
        1.5);
    assertFault(
        "[toy.json] [optimizer.rate] must be a number above 0, got [\"fast\"]",
        "optimizer.rate",
        "fast");
    assertFault(
        "[toy.json] [optimizer.warm_up] must be a whole number from 0 to 120, got [121]",
        "optimizer.warm_up",
        121);
    assertFault(
        "[toy.json] [optimizer.weight_decay] must be a number of 0 or more, below 1, got [1]",
        "optimizer.weight_decay",
        1);
    assertFault(
        "[toy.json] [data.places] must be a list of texts, got [[]]", "data.places", List.of());
    assertFault(
        "[toy.json] [data.places] must be a list of texts, got [\"a\"]", "data.places", "a");
    assertFault("[toy.json] [loss.in_batch] must be true or false, got [1]", "loss.in_batch", 1);
    assertFault("[toy.json] [dev.collection] must be a text, got [\" \"]", "dev.collection", " ");
    assertFault(
        "[toy.json] [start.transformer.heads] must be a divisor of [hidden], got [5]",
        "start.transformer.heads",
        5);
    assertFault(
        "[toy.json] [loss.kl] must be a number of 0 or more, got [null]",
        "loss.kl",
        JsonNull.INSTANCE);
  }

  public void testWhatOnePartSaysOfAnother() throws Exception {
    assertFault(
        "[toy.json] [loss] must have one of [infonce, kl, margin_mse] above 0", "loss", Map.of());
    assertFault("[toy.json] [loss.kl] and [loss.margin_mse] need [teachers]", "loss.margin_mse", 1);
    assertFault(
        "[toy.json] [teachers] need [loss.kl] or [loss.margin_mse] above 0",
        "teachers",
        Map.of("models", List.of(Map.of("folder", "t"))));
    assertFault(
        "[toy.json] [penalty.kind] idf-flops is for [kind] inference-free with"
            + " [model.query_weights] ones; with idf, flops is the same penalty",
        "penalty.kind",
        "idf-flops");
    JsonObject ones = ToyCorpus.recipe();
    ToyCorpus.set(ones, "model", Map.of("query_weights", "ones"));
    ToyCorpus.set(ones, "penalty.kind", "effective-flops");
    IOException same = expectThrows(IOException.class, () -> Recipe.of("toy.json", ones));
    assertEquals(
        "[toy.json] [penalty.kind] effective-flops is for [kind] inference-free with"
            + " [model.query_weights] idf; with ones, flops is the same penalty",
        same.getMessage());
    JsonObject scored = ToyCorpus.recipe();
    ToyCorpus.set(scored, "loss.kl", 1);
    ToyCorpus.set(scored, "teachers", Map.of("from_data", true));
    IOException e = expectThrows(IOException.class, () -> Recipe.of("toy.json", scored));
    assertEquals(
        "[toy.json] [teachers.from_data] needs [loss.in_batch] false: lines have no scores of other"
            + " lines' documents",
        e.getMessage());
    ToyCorpus.set(scored, "loss.in_batch", false);
    assertTrue(Recipe.of("toy.json", scored).teachers().orElseThrow().fromData());
  }

  public void testTestSplitsAreForTestingOnly() throws Exception {
    assertFault(
        "[toy.json] [dev.split] must not be the one that models are compared by, got [\"test\"]",
        "dev.split",
        "test");
  }

  public void testKindsHaveTheirKeys() throws Exception {
    JsonObject recipe = ToyCorpus.recipe();
    ToyCorpus.set(recipe, "kind", "dense");
    IOException e = expectThrows(IOException.class, () -> Recipe.of("toy.json", recipe));
    assertEquals(
        "[toy.json] unknown key [penalty], known here are [data, dev, kind, loss, model, optimizer,"
            + " seed, start, teachers, threads]",
        e.getMessage());
  }

  public void testFilesThatAreNoJson() throws Exception {
    Path file = createTempDir().resolve("r.json");
    Files.writeString(file, "{\"kind\": }");
    IOException e = expectThrows(IOException.class, () -> Recipe.read(file));
    assertTrue(e.getMessage(), e.getMessage().startsWith("[" + file + "] is no JSON: "));
    Files.writeString(file, "[1]");
    e = expectThrows(IOException.class, () -> Recipe.read(file));
    assertEquals("[" + file + "] must hold an object, got [[1]]", e.getMessage());
  }
}
