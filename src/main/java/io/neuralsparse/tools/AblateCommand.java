/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.train.Ablation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Compares variations of a recipe. */
final class AblateCommand implements Command {
  @Override
  public String name() {
    return "ablate";
  }

  @Override
  public String summary() {
    return "compares variations of a recipe over several seeds";
  }

  @Override
  public String help() {
    return """
        neural-sparse ablate <matrix> [options]

        Trains each variation of a recipe with each seed (JSON, see docs/training.md and
        config/train/ablation.json), evaluates each model on its development collection and on test
        collections, and prints a table of means and standard deviations. Runs that are done are
        not done again, and one that was stopped goes on from its checkpoint.

          --output FOLDER     of all runs, their metrics and results, and table.md; runs/<name of the
                              matrix>
          --data-root FOLDER  that places are relative to; the current folder

        Examples
          neural-sparse ablate config/train/ablation.json --data-root ../shared/data
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, Set.of("output", "data-root"), Set.of());
    Path file = ModelArgument.path(arguments.only("matrix"));
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
    Path output = ModelArgument.path(arguments.option("output").orElse("runs/" + name));
    Path root = ModelArgument.path(arguments.option("data-root").orElse(""));
    try (ProgressWatch watch = new ProgressWatch(terminal)) {
      boolean done = Ablation.run(file, root, output, watch);
      watch.say(done ? "all runs are done" : "stopped; the same command goes on");
    }
    Path table = output.resolve("table.md");
    if (Files.exists(table)) {
      terminal.out().print(Files.readString(table));
    }
    return CommandLine.DONE;
  }
}
