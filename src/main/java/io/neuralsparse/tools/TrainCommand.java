/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.train.Kind;
import io.neuralsparse.tools.train.Recipe;
import io.neuralsparse.tools.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Trains a network as a recipe says; {@code pretrain} on raw text, {@code train} for retrieval. */
final class TrainCommand implements Command {
  private final boolean raw;

  /**
   * One of the two commands.
   *
   * @param raw whether recipes must be of masked-language modelling
   */
  TrainCommand(boolean raw) {
    this.raw = raw;
  }

  @Override
  public String name() {
    return raw ? "pretrain" : "train";
  }

  @Override
  public String summary() {
    return raw
        ? "trains a network to predict masked tokens of raw text"
        : "trains a model, or a teacher, as a recipe says";
  }

  @Override
  public String help() {
    return raw
        ? """
        neural-sparse pretrain <recipe> [options]

        Trains a network to predict masked tokens of raw text, as a start for neural-sparse train.
        The recipe is of the kind masked-language. All else is as for neural-sparse train.

        Example
          neural-sparse pretrain config/train/pretrain.json --output runs/pretrain
        """
        : """
        neural-sparse train <recipe> [options]

        Trains a model as a recipe says (JSON, see docs/training.md and config/train). What is
        written: <output>/model, a folder that the plugin serves as it is, the best so far;
        metrics.jsonl and curves.html; checkpoints. The same command goes on with a run that was
        stopped, from its last checkpoint, to the same losses.

          --output FOLDER     of the run; runs/<name of the recipe>
          --data-root FOLDER  that the recipe's places are relative to; the current folder

        Needs PyTorch, which is not packaged: a message says which jar goes where.

        Examples
          neural-sparse train stage-one.json --data-root ../shared/data --output runs/one
          mvn -Ptrain -Dtrain.arguments="train config/train/toy.json --output target/toy"
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, Set.of("output", "data-root"), Set.of());
    Path file = ModelArgument.path(arguments.only("recipe"));
    Recipe recipe = Recipe.read(file);
    if (raw != (recipe.kind() == Kind.MASKED_LANGUAGE)) {
      throw new IOException(
          "["
              + file
              + "] is of the kind ["
              + recipe.kind().label()
              + "], which is for neural-sparse "
              + (raw ? "train" : "pretrain"));
    }
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    Path output = ModelArgument.path(arguments.option("output").orElse("runs/" + name));
    Path root = ModelArgument.path(arguments.option("data-root").orElse(""));
    try (ProgressWatch watch = new ProgressWatch(terminal)) {
      Training.Outcome outcome = Training.run(recipe, root, output, watch);
      if (outcome.finished()) {
        watch.say(
            "done after step "
                + outcome.step()
                + outcome
                    .best()
                    .map(best -> String.format(Locale.ROOT, ", best NDCG@10 %.4f", best))
                    .orElse(""));
      }
      terminal.out().println(outcome.model());
    }
    return CommandLine.DONE;
  }
}
