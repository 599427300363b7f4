/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.optimize.AdamW;
import io.neuralsparse.tools.train.optimize.LinearRate;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The steps of a run: gradients, a new network, now and then a trial and a checkpoint. */
final class Loop {
  /** The most lines of steps that a metrics file gets. */
  private static final long LINES = 2000;

  private final Recipe recipe;
  private final Identity identity;
  private final RunFolder folder;
  private final Student student;
  private final Task task;
  private final AdamW optimizer;
  private final Optional<Trial> trial;
  private final NDManager manager;
  private final Watch watch;
  private final Progress progress;
  private RunState state = RunState.BEGIN;
  private Map<String, Double> losses = Map.of();

  Loop(
      Recipe recipe,
      Identity identity,
      RunFolder folder,
      Student student,
      Task task,
      AdamW optimizer,
      Optional<Trial> trial,
      NDManager manager,
      Watch watch) {
    this.recipe = recipe;
    this.identity = identity;
    this.folder = folder;
    this.student = student;
    this.task = task;
    this.optimizer = optimizer;
    this.trial = trial;
    this.manager = manager;
    this.watch = watch;
    this.progress = new Progress(recipe.optimizer().steps());
  }

  Training.Outcome run(StopSignal stop) throws IOException {
    Checkpoints checkpoints = folder.checkpoints();
    Optional<Checkpoints.Saved> saved = checkpoints.last(watch::say);
    if (saved.isPresent()) {
      identity.check(folder.path(), saved.get().facts());
      state = RunState.of(saved.get().facts());
      optimizer.resume(state.step());
      saved.get().restore(arrays());
      watch.say("going on after step " + state.step());
    }
    folder.write(recipe);
    try (MetricsFile metrics = MetricsFile.open(folder.metrics(), state.step())) {
      if (state.step() == 0 && saved.isEmpty()) {
        tryOut(metrics);
      }
      while (!isOver() && !stop.isGiven()) {
        step(metrics);
        boolean last = state.step() == recipe.optimizer().steps();
        if (last || isDue(recipe.dev().map(Recipe.Dev::every).orElse(0))) {
          tryOut(metrics);
        }
        if (last || stop.isGiven() || isOver() || isDue(recipe.optimizer().checkpoint())) {
          checkpoints.write(state.step(), identity.and(state), arrays());
        }
      }
    }
    if (!isOver()) {
      // Here, not by the caller: once the signal is answered, the JVM may end.
      watch.say("stopped after step " + state.step() + "; the same command goes on");
    }
    return new Training.Outcome(
        isOver(),
        state.step(),
        state.best().map(Trial.Result::ndcg),
        trial.isPresent() ? state.bestStep() : state.step(),
        folder.model());
  }

  private boolean isDue(long every) {
    return every > 0 && state.step() % every == 0;
  }

  private boolean isOver() {
    int patience = recipe.dev().map(Recipe.Dev::patience).orElse(0);
    return state.step() == recipe.optimizer().steps()
        || (patience > 0 && state.trialsSinceBest() >= patience);
  }

  /** All that later steps depend on. */
  private Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>(optimizer.state());
    arrays.putAll(task.state());
    return arrays;
  }

  private void step(MetricsFile metrics) throws IOException {
    Recipe.Optimizer plan = recipe.optimizer();
    long step = state.step() + 1;
    Map<String, Double> values = new LinkedHashMap<>();
    progress.begin();
    int texts = 0;
    for (int i = 0; i < plan.accumulate(); i++) {
      texts += pass((step - 1) * plan.accumulate() + i, step, values);
    }
    double factor = new LinearRate(plan.warmUp(), plan.steps()).at(step);
    double norm = optimizer.step(factor, 1.0 / plan.accumulate());
    if (!Double.isFinite(norm)) {
      throw notUsable(
          step, (step - 1) * plan.accumulate(), values, "the gradient's norm is " + norm);
    }
    losses = Map.copyOf(values);
    values.put("gradient_norm", norm);
    values.put("rate", plan.rate() * factor);
    state = state.after(step);
    progress.done(step, texts);
    if (step % Math.max(1, plan.steps() / LINES) == 0 || step == plan.steps()) {
      JsonObject line = new JsonObject();
      line.addProperty("step", step);
      values.forEach(line::addProperty);
      progress.measures().forEach(line::addProperty);
      metrics.add(line);
    }
    watch.at("training", progress.share(), progress.note(values.get("loss"), state));
  }

  /** The gradient of one pass, added to what there is; its values, added to the step's mean. */
  private int pass(long number, long step, Map<String, Double> values) throws IOException {
    double share = 1.0 / recipe.optimizer().accumulate();
    try (NDManager arrays = manager.newSubManager();
        GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
      Task.Pass pass = task.pass(number, step, arrays);
      double loss = pass.loss().getFloat();
      values.merge("loss", loss * share, Double::sum);
      pass.parts().forEach((name, value) -> values.merge(name, value * share, Double::sum));
      if (!Double.isFinite(loss)) {
        throw notUsable(step, number, values, "the loss is " + loss);
      }
      if (pass.parts().getOrDefault(Task.ACTIVE_TOKENS, 1.0) == 0) {
        throw notUsable(
            step,
            number,
            values,
            "no document has an active token (try a lower [penalty.weight] or [optimizer.rate])");
      }
      tape.backward(pass.loss());
      return pass.texts();
    }
  }

  private IOException notUsable(long step, long pass, Map<String, Double> values, String what) {
    return new IOException(
        "step "
            + step
            + ": "
            + what
            + ", its parts are "
            + values
            + ", its examples "
            + task.origins(pass));
  }

  /**
   * Tries the network on the collection, and keeps it where it is the best; without one, always.
   */
  private void tryOut(MetricsFile metrics) throws IOException {
    long step = state.step();
    if (trial.isPresent()) {
      Trial.Result result =
          trial
              .get()
              .of(
                  new StudentScorer(student, manager),
                  share -> watch.at("trial after step " + step, share, ""));
      JsonObject line = new JsonObject();
      line.addProperty("step", step);
      line.addProperty("dev_ndcg@10", result.ndcg());
      line.addProperty("dev_flops", result.flops());
      line.addProperty("dev_active_tokens", result.tokens());
      metrics.add(line);
      state = state.tried(result);
    }
    if (trial.isEmpty() || state.bestStep() == step) {
      folder.replaceModel(path -> student.save(path, identity.provenance(recipe, state, losses)));
    }
    Curves.write(recipe.name(), folder);
  }
}
