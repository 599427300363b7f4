/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.tools.train.start.StartFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a network to start training from, which ranks as BM25 does before it has seen a query. */
final class StartCommand implements Command {
  private static final int SEED = 42;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String summary() {
    return "makes a network that ranks much as BM25 does, to train from";
  }

  @Override
  public String help() {
    return """
        neural-sparse start <tokenizer> <text> ... [options]

        Makes the folder of a network that ranks much as BM25 does and matches inflections and
        words of like use, in minutes and without a query: a start for neural-sparse train with
        little data, and a model that serves as it is.

          <tokenizer>         folder with tokenizer.json and idf.json
          <text>              files or patterns of plain text, gzipped or not: a paragraph a line,
                              an empty line between documents
          --output FOLDER     of the model; start
          --hidden N          width of states; 256
          --heads N           that divide it; 4
          --layers N          1; further ones add nothing until they are trained
          --inner N           width of perceptrons; 512
          --positions N       longest document in tokens; 512
          --token-frequency F what repeated words of a query count: set or count; set
          --seed N            42

        Needs PyTorch, as train does.

        Example
          neural-sparse start data/bert-uncased 'data/mlm-corpus/*.txt.gz' --output runs/start
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments =
        new Arguments(
            words,
            Set.of(
                "output",
                "hidden",
                "heads",
                "layers",
                "inner",
                "positions",
                "token-frequency",
                "seed"),
            Set.of());
    if (arguments.rest().size() < 2) {
      throw new UsageException("give a tokeniser's folder and text");
    }
    ModelFolder folder = ModelArgument.folder(arguments.rest().getFirst());
    List<String> places = arguments.rest().subList(1, arguments.rest().size());
    Path output = ModelArgument.path(arguments.option("output").orElse("start"));
    TokenFrequency frequency =
        TokenFrequency.named(arguments.option("token-frequency", TokenFrequency.LABELS))
            .orElseThrow();
    long seed = arguments.integer("seed", 0, SEED);
    try (ProgressWatch watch = new ProgressWatch(terminal)) {
      new StartFolder(folder, config(arguments), frequency, seed)
          .write(places, output, (share, note) -> watch.at("making", share, note));
    }
    terminal.out().println(output);
    return CommandLine.DONE;
  }

  private static TransformerConfig config(Arguments arguments) {
    int hidden = arguments.integer("hidden", 16, 256);
    int heads = arguments.integer("heads", 1, 4);
    if (hidden % heads != 0) {
      throw new UsageException(
          "[--heads] must divide [--hidden], got [" + heads + "] and [" + hidden + "]");
    }
    return new TransformerConfig(
        Architecture.BERT,
        arguments.integer("layers", 1, 1),
        hidden,
        heads,
        arguments.integer("inner", 1, 512),
        StartFolder.ANY_VOCABULARY,
        arguments.integer("positions", 8, 512),
        1,
        1e-12f,
        HiddenActivation.GELU,
        Optional.empty());
  }
}
