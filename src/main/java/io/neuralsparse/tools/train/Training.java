/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.TokenLimits;
import io.neuralsparse.tools.train.data.TrainingSet;
import io.neuralsparse.tools.train.optimize.AdamW;
import io.neuralsparse.tools.train.teacher.Ensemble;
import io.neuralsparse.tools.train.teacher.LineScores;
import io.neuralsparse.tools.train.teacher.Teacher;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** One run of a recipe in a folder, from its start or from where it was stopped. */
public final class Training {
  private final Recipe recipe;
  private final Path root;
  private final RunFolder folder;
  private final Inputs inputs;
  private final Watch watch;

  private Training(Recipe recipe, Path root, RunFolder folder, Inputs inputs, Watch watch) {
    this.recipe = recipe;
    this.root = root;
    this.folder = folder;
    this.inputs = inputs;
    this.watch = watch;
  }

  /**
   * How a run ended.
   *
   * @param finished false where it was told to stop
   * @param step the last one that was made
   * @param best NDCG@10 of the model that is kept, where there was a collection to try it on
   * @param bestStep after which it was; without one the last
   * @param model the folder of that model
   */
  public record Outcome(
      boolean finished, long step, Optional<Double> best, long bestStep, Path model) {}

  /**
   * Trains, or goes on training.
   *
   * @param root that the recipe's places are relative to
   * @param output the run's folder; one with checkpoints is gone on with
   * @throws IOException when something cannot be read or written, when the run was begun with
   *     another recipe or other data, when there is no PyTorch, and when a loss is no number; with
   *     what, and where
   */
  public static Outcome run(Recipe recipe, Path root, Path output, Watch watch) throws IOException {
    return run(recipe, root, output, new Inputs(), watch);
  }

  /**
   * As {@link #run(Recipe, Path, Path, Watch)}.
   *
   * @param inputs what other runs have read
   */
  static Outcome run(Recipe recipe, Path root, Path output, Inputs inputs, Watch watch)
      throws IOException {
    return new Training(recipe, root, RunFolder.open(output), inputs, watch).run();
  }

  private Outcome run() throws IOException {
    try (StopSignal stop = new StopSignal();
        NDManager manager = PyTorch.start(recipe.threads());
        Student student = Student.open(manager, recipe, root);
        Task task = task(manager, student);
        AdamW optimizer = optimizer(manager, student)) {
      Optional<Trial> trial = Optional.empty();
      if (recipe.dev().isPresent()) {
        Recipe.Dev dev = recipe.dev().get();
        trial =
            Optional.of(
                inputs.collection(
                    root.resolve(dev.collection()),
                    dev.split(),
                    student.source().path(),
                    student.tokenizer(),
                    limits()));
      }
      Identity identity = Identity.of(recipe, root, task.digests());
      return new Loop(recipe, identity, folder, student, task, optimizer, trial, manager, watch)
          .run(stop);
    }
  }

  private Task task(NDManager manager, Student student) throws IOException {
    BadLines badLines = recipe.data().skipBadLines() ? BadLines.skip(watch::say) : BadLines.fail();
    List<String> places =
        recipe.data().places().stream().map(place -> root.resolve(place).toString()).toList();
    IntConsumer progress = count -> watch.at("reading", 0, count + " examples");
    Task task;
    if (recipe.kind() == Kind.MASKED_LANGUAGE) {
      task = MaskedTask.open(recipe, student, places, badLines, progress);
    } else {
      TrainingSet set =
          inputs.examples(
              places, student.source().path(), student.tokenizer(), limits(), badLines, progress);
      task = new RetrievalTask(manager, recipe, student, set, teacher(manager));
    }
    badLines.counts().forEach((kind, count) -> watch.say("lines left out, " + count + ": " + kind));
    return task;
  }

  private TokenLimits limits() {
    return new TokenLimits(recipe.data().queryTokens(), recipe.data().documentTokens());
  }

  private Optional<Teacher> teacher(NDManager manager) throws IOException {
    if (recipe.teachers().isEmpty()) {
      return Optional.empty();
    }
    Recipe.Teachers plan = recipe.teachers().get();
    List<Teacher> teachers = new ArrayList<>();
    for (Recipe.TeacherModel model : plan.models()) {
      Path vectors = inputs.vectors(folder.vectors());
      teachers.add(TeacherFolder.open(recipe, model, root, vectors, manager));
    }
    if (plan.fromData()) {
      teachers.add(new LineScores());
    }
    return Optional.of(new Ensemble(teachers, plan.normalise(), plan.scale()));
  }

  private AdamW optimizer(NDManager manager, Student student) {
    Recipe.Optimizer plan = recipe.optimizer();
    AdamW optimizer = new AdamW(manager, plan.clip());
    student
        .parameters()
        .forEach(
            (name, parameter) -> {
              boolean table = name.equals(Student.IDF);
              boolean plain = table || parameter.getShape().dimension() < 2;
              optimizer.add(
                  name,
                  parameter,
                  table ? plan.idfRate() : plan.rate(),
                  plain ? 0 : plan.weightDecay());
            });
    return optimizer;
  }
}
