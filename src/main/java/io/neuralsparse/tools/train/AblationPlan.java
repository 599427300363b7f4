/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A matrix of runs: a recipe, some variations of it, each with some seeds. Read as strictly as a
 * recipe; {@code docs/training.md} lists the keys.
 *
 * @param name of the file
 * @param teachers recipes that are trained once, first, by name
 * @param variations in the order of the table
 * @param seeds one run each
 * @param dev collection that choices are made by
 * @param tests collections that the runs' models are compared on
 */
record AblationPlan(
    String name,
    List<Variation> teachers,
    List<Variation> variations,
    List<Long> seeds,
    Test dev,
    List<Test> tests) {
  /** What stands before the name of a teacher of the plan where a folder is due. */
  private static final String TEACHER = "@";

  /**
   * One row.
   *
   * @param name unique, of letters, digits, dots, dashes
   * @param recipe JSON
   */
  record Variation(String name, JsonObject recipe) {}

  /**
   * A collection.
   *
   * @param collection folder in BEIR's layout
   * @param split of its judgements
   */
  record Test(String collection, String split) {
    /** The name in tables. */
    String label() {
      return Path.of(collection).getFileName().toString();
    }
  }

  /** Reads a file, and all recipes that it makes. */
  static AblationPlan read(Path file) throws IOException {
    Fields all = Fields.of(file.toString(), RecipeReader.tree(file));
    JsonObject base = all.raw("base");
    List<Variation> teachers = new ArrayList<>();
    if (all.has("teachers")) {
      teachers = variations(all.objects("teachers"), base, file);
    }
    List<Variation> variations = variations(all.objects("variations"), base, file);
    List<Long> seeds = all.integers("seeds");
    Fields own = all.object("dev");
    Test dev = new Test(own.text("collection"), own.text("split", "dev"));
    own.end();
    List<Test> tests = new ArrayList<>();
    for (Fields test : all.objects("tests")) {
      tests.add(new Test(test.text("collection"), test.text("split", "test")));
      test.end();
    }
    all.end();
    return new AblationPlan(file.toString(), teachers, variations, seeds, dev, List.copyOf(tests));
  }

  private static List<Variation> variations(List<Fields> rows, JsonObject base, Path file)
      throws IOException {
    List<Variation> variations = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields row : rows) {
      String name = row.text("name");
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9.-]*") || !names.add(name)) {
        throw row.fault("name", "must be of letters, digits, dots, dashes, and unique");
      }
      JsonObject recipe = base.deepCopy();
      row.raw("set").asMap().forEach((key, value) -> set(recipe, key, value));
      row.end();
      Recipe.of(file + ", " + name, recipe);
      variations.add(new Variation(name, recipe));
    }
    return List.copyOf(variations);
  }

  /** Puts a value where a key with dots leads; null takes away what is there. */
  private static void set(JsonObject recipe, String key, JsonElement value) {
    JsonObject object = recipe;
    String[] steps = key.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      if (!(object.get(steps[i]) instanceof JsonObject)) {
        object.add(steps[i], new JsonObject());
      }
      object = object.getAsJsonObject(steps[i]);
    }
    if (value.isJsonNull()) {
      object.remove(steps[steps.length - 1]);
    } else {
      object.add(steps[steps.length - 1], value);
    }
  }

  /**
   * The recipe of a run.
   *
   * @param models where the plan's teachers are, by name
   */
  Recipe recipe(Variation variation, long seed, Map<String, Path> models) throws IOException {
    JsonObject json = unresolved(variation, seed);
    resolve(json, models);
    return Recipe.of(name + ", " + variation.name(), json);
  }

  /** The same with the names of teachers for their folders, wherever those are. */
  JsonObject unresolved(Variation variation, long seed) {
    JsonObject json = variation.recipe().deepCopy();
    json.addProperty("seed", seed);
    return json;
  }

  private void resolve(JsonElement json, Map<String, Path> models) throws IOException {
    if (json instanceof JsonArray array) {
      for (JsonElement each : array) {
        resolve(each, models);
      }
    } else if (json instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        if (entry.getValue() instanceof JsonPrimitive text
            && text.isString()
            && text.getAsString().startsWith(TEACHER)) {
          String teacher = text.getAsString().substring(TEACHER.length());
          if (!models.containsKey(teacher)) {
            throw new IOException(
                "["
                    + name
                    + "] there is no teacher ["
                    + teacher
                    + "], there are "
                    + models.keySet());
          }
          entry.setValue(new JsonPrimitive(models.get(teacher).toString()));
        } else {
          resolve(entry.getValue(), models);
        }
      }
    }
  }
}
