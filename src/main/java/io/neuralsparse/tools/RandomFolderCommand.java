/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.ElementType;
import io.neuralsparse.tools.random.FolderForm;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a folder of a published model's sizes with random weights, to measure with. */
final class RandomFolderCommand implements Command {
  private static final int MAX_SHARDS = 99_999;

  @Override
  public String name() {
    return "random-folder";
  }

  @Override
  public String summary() {
    return ""; // for those who measure, not for those who use
  }

  @Override
  public String help() {
    return """
        neural-sparse random-folder <model> <folder> [options]

        Writes a model folder with the sizes of a published model and random weights: for
        measurements of time and memory. What it encodes means nothing.

        Models: %s

          --form router|plain|modules   layout of the folder
          --type f32|f16|bf16           of the weights
          --shards N                    files that the weights are spread over
          --seed N                      of the random numbers
          --tokenizer FOLDER            has a tokenizer.json and an idf.json to copy; without it
                                        a tokeniser is made up

        Example
          neural-sparse random-folder v2-distill /tmp/v2-distill --tokenizer models/lexical
        """
        .replace(
            "%s",
            String.join(", ", PublishedModel.all().stream().map(PublishedModel::label).toList()));
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments =
        new Arguments(words, Set.of("form", "type", "shards", "seed", "tokenizer"), Set.of());
    if (arguments.rest().size() != 2) {
      throw new UsageException("give a model and a folder, got " + arguments.rest());
    }
    PublishedModel model;
    try {
      model = PublishedModel.named(arguments.rest().getFirst());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
    String form = arguments.option("form", List.of("router", "plain", "modules"));
    String type = arguments.option("type", List.of("f32", "f16", "bf16"));
    int shards = arguments.integer("shards", 1, 1);
    if (shards > MAX_SHARDS) {
      throw new UsageException("[--shards] must be at most " + MAX_SHARDS);
    }
    RandomFolder folder =
        RandomFolder.of(model)
            .in(FolderForm.named(form).orElseThrow())
            .with(ElementType.valueOf(type.toUpperCase(Locale.ROOT)), shards)
            .withSeed(arguments.integer("seed", 0, 42));
    if (arguments.has("tokenizer")) {
      folder =
          folder.withTokenizerOf(ModelArgument.path(arguments.option("tokenizer").orElseThrow()));
    }
    Terminal.Progress progress = terminal.progress("writing");
    folder.write(ModelArgument.path(arguments.rest().getLast()), progress::show);
    return CommandLine.DONE;
  }
}
