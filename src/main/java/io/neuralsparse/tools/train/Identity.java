/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run depends on: its recipe, and the contents of all that it reads. A run that goes on must
 * have the same.
 *
 * @param recipe JSON, with the number of threads
 * @param inputs a SHA-256 for each file and folder, by its place below the data root
 */
record Identity(JsonObject recipe, JsonObject inputs) {
  private static final String RECIPE = "recipe";
  private static final String INPUTS = "inputs";

  /**
   * Digests what a recipe names beside its data.
   *
   * @param root that the recipe's places are relative to
   * @param data digests of the data's files, by path
   */
  static Identity of(Recipe recipe, Path root, Map<String, String> data) {
    JsonObject json = JsonParser.parseString(recipe.json()).getAsJsonObject();
    json.addProperty("threads", recipe.threads());
    Map<String, String> digests = new TreeMap<>();
    data.forEach((file, digest) -> digests.put(place(root, root.resolve(file)), digest));
    recipe.start().folder().ifPresent(folder -> add(digests, root, folder));
    recipe.start().tokenizer().ifPresent(folder -> add(digests, root, folder));
    recipe.dev().ifPresent(dev -> add(digests, root, dev.collection()));
    recipe
        .teachers()
        .ifPresent(all -> all.models().forEach(each -> add(digests, root, each.folder())));
    JsonObject inputs = new JsonObject();
    digests.forEach(inputs::addProperty);
    return new Identity(json, inputs);
  }

  private static void add(Map<String, String> digests, Path root, String place) {
    Path folder = root.resolve(place);
    digests.put(place(root, folder), FolderDigest.of(ModelFolder.of(folder)).sha256());
  }

  private static String place(Path root, Path file) {
    return (file.startsWith(root) ? root.relativize(file) : file).toString();
  }

  /**
   * Refuses to go on with another run.
   *
   * @param folder of the run
   * @param facts of its checkpoint
   * @throws IOException with all that differs
   */
  void check(Path folder, Map<String, String> facts) throws IOException {
    check(folder, "recipe", facts.get(RECIPE), recipe);
    check(folder, "data", facts.get(INPUTS), inputs);
  }

  private static void check(Path folder, String what, String before, JsonObject now)
      throws IOException {
    List<String> differences = Differences.of(before, now.toString());
    if (!differences.isEmpty()) {
      throw new IOException(
          "["
              + folder
              + "] was begun with another "
              + what
              + ", so it cannot be gone on with: "
              + String.join("; ", differences));
    }
  }

  /** What a checkpoint keeps. */
  Map<String, String> and(RunState state) {
    Map<String, String> facts = state.facts();
    facts.put(RECIPE, recipe.toString());
    facts.put(INPUTS, inputs.toString());
    return facts;
  }

  /** What a model's folder says of its origin. */
  JsonObject provenance(Recipe made, RunState state, Map<String, Double> losses) {
    JsonObject provenance = new JsonObject();
    provenance.addProperty("kind", made.kind().label());
    if (made.kind() == Kind.DENSE) {
      provenance.addProperty("pooling", RecipeReader.label(made.model().pooling()));
    }
    String version = Identity.class.getPackage().getImplementationVersion();
    provenance.addProperty("neural_sparse", version == null ? "(development)" : version);
    provenance.addProperty("pytorch", ai.djl.engine.Engine.getEngine("PyTorch").getVersion());
    provenance.addProperty("java", Runtime.version().toString());
    provenance.addProperty("seed", made.seed());
    JsonObject result = new JsonObject();
    state.facts().forEach(result::addProperty);
    provenance.add("state", result);
    JsonObject last = new JsonObject();
    losses.forEach(last::addProperty);
    provenance.add("losses", last);
    provenance.add(RECIPE, recipe);
    provenance.add(INPUTS, inputs);
    return provenance;
  }
}
