/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.report.EvaluationFile;
import io.neuralsparse.tools.train.data.TokenLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains and evaluates all runs of a matrix, one seed after the other, so that what is there is a
 * whole table at any time. A run that is done is not done again; one that was stopped goes on from
 * its checkpoint.
 */
public final class Ablation {
  private static final String RESULT = "result.json";

  private final AblationPlan plan;
  private final Path root;
  private final Path output;
  private final Watch watch;
  private final Inputs inputs;
  private final Map<String, Path> teachers = new LinkedHashMap<>();

  private Ablation(AblationPlan plan, Path root, Path output, Watch watch) {
    this.plan = plan;
    this.root = root;
    this.output = output;
    this.watch = watch;
    this.inputs = new Inputs(output.resolve("vectors"));
  }

  /**
   * Does what is left of a matrix.
   *
   * @param file of the matrix
   * @param root that its places are relative to
   * @param output folder of all runs, with {@code table.md}
   * @return whether all of it is done
   * @throws IOException as for {@link Training#run}
   */
  public static boolean run(Path file, Path root, Path output, Watch watch) throws IOException {
    return new Ablation(AblationPlan.read(file), root, output.toAbsolutePath(), watch).run();
  }

  private boolean run() throws IOException {
    for (AblationPlan.Variation teacher : plan.teachers()) {
      watch.say("teacher " + teacher.name());
      Recipe recipe = plan.recipe(teacher, plan.seeds().getFirst(), teachers);
      Path folder = output.resolve("teachers").resolve(teacher.name());
      Training.Outcome outcome = Training.run(recipe, root, folder, inputs, watch);
      if (!outcome.finished()) {
        return false;
      }
      teachers.put(teacher.name(), outcome.model());
    }
    List<RunResult> results = new ArrayList<>();
    int done = 0;
    for (long seed : plan.seeds()) {
      for (AblationPlan.Variation variation : plan.variations()) {
        done++;
        String label = variation.name() + ", seed " + seed;
        watch.say(
            "run " + done + " of " + plan.seeds().size() * plan.variations().size() + ": " + label);
        Path folder = output.resolve("runs").resolve(variation.name()).resolve("seed-" + seed);
        Path file = folder.resolve(RESULT);
        Recipe recipe = plan.recipe(variation, seed, teachers);
        String key = plan.unresolved(variation, seed).toString();
        if (!isDone(file, key) && !run(variation.name(), recipe, key, folder)) {
          return false;
        }
        results.add(RunResult.read(file));
        EvaluationFile.write(output.resolve("table.md"), AblationTable.of(plan, results));
      }
    }
    return true;
  }

  private static boolean isDone(Path file, String key) throws IOException {
    return Files.exists(file) && Differences.of(RunResult.read(file).recipe(), key).isEmpty();
  }

  private boolean run(String variation, Recipe recipe, String key, Path folder) throws IOException {
    long begun = System.nanoTime();
    Training.Outcome outcome = Training.run(recipe, root, folder, inputs, watch);
    if (!outcome.finished()) {
      return false;
    }
    Map<String, Trial.Result> tests = new LinkedHashMap<>();
    Trial.Result dev;
    try (FolderScorer scorer = FolderScorer.open(outcome.model())) {
      dev = tried(recipe, plan.dev(), scorer);
      for (AblationPlan.Test test : plan.tests()) {
        tests.put(test.label(), tried(recipe, test, scorer));
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    new RunResult(variation, recipe.seed(), key, outcome.bestStep(), dev, tests, seconds)
        .write(folder.resolve(RESULT));
    return true;
  }

  private Trial.Result tried(Recipe recipe, AblationPlan.Test test, FolderScorer scorer)
      throws IOException {
    Tokenizer tokenizer = scorer.tokenizer();
    TokenLimits limits =
        new TokenLimits(recipe.data().queryTokens(), recipe.data().documentTokens());
    String from = recipe.start().folder().or(recipe.start()::tokenizer).orElseThrow();
    Path start = ModelFolder.of(root.resolve(from)).path();
    Trial trial =
        inputs.collection(root.resolve(test.collection()), test.split(), start, tokenizer, limits);
    return trial.of(scorer, share -> watch.at("evaluating on " + test.label(), share, ""));
  }
}
