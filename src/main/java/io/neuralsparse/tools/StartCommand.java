/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.model.Activation;
import io.neuralsparse.model.Architecture;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.HiddenActivation;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.model.TransformerConfig;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.MaskedText;
import io.neuralsparse.tools.train.network.Serving;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import io.neuralsparse.tools.train.start.LexicalStart;
import io.neuralsparse.tools.train.start.Ranking;
import io.neuralsparse.tools.train.start.TokenVectors;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a network to start training from, which ranks as BM25 does before it has seen a query. */
final class StartCommand implements Command {
  private static final long SEED = 42;

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
    long seed = arguments.integer("seed", 0, (int) SEED);
    try (Tokenizer tokenizer = Tokenizer.load(folder);
        NDManager manager = PyTorch.start(1);
        ProgressWatch watch = new ProgressWatch(terminal)) {
      TransformerConfig config = config(arguments, tokenizer.vocabulary().size());
      MaskedText text =
          MaskedText.read(
              places,
              tokenizer,
              config.positions(),
              1,
              BadLines.fail(),
              done -> watch.at("reading", 0, done + " sequences"));
      float[][] vectors =
          new TokenVectors(tokenizer.vocabulary(), seed)
              .learn(
                  text.size(),
                  text::sequence,
                  LexicalStart.identity(config),
                  LexicalStart.width(config) - LexicalStart.identity(config),
                  Ranking.DEFAULT.identity());
      IdfTable table = IdfTable.read(folder, tokenizer.vocabulary());
      float[] idf = new float[tokenizer.vocabulary().size()];
      for (int id = 0; id < idf.length; id++) {
        idf[id] = table.weight(id);
      }
      int begin = Math.toIntExact(tokenizer.ids("", true)[0]);
      try (TrainableTransformer network = TrainableTransformer.create(manager, config, seed)) {
        LexicalStart.set(network, Ranking.DEFAULT, vectors, begin, tokenizer.vocabulary(), idf);
        Serving serving = new Serving(folder, Activation.RELU, frequency, ElementType.F16);
        network.save(output, serving, idf, provenance(text, seed));
      }
    }
    terminal.out().println(output);
    return CommandLine.DONE;
  }

  private static TransformerConfig config(Arguments arguments, int vocabulary) {
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
        vocabulary,
        arguments.integer("positions", 8, 512),
        1,
        1e-12f,
        HiddenActivation.GELU,
        Optional.empty());
  }

  private static JsonObject provenance(MaskedText text, long seed) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", "start");
    json.addProperty("seed", seed);
    JsonObject data = new JsonObject();
    text.digests().forEach(data::addProperty);
    json.add("data", data);
    JsonArray ranking = new JsonArray();
    ranking.add(Ranking.DEFAULT.toString());
    json.add("ranking", ranking);
    return json;
  }
}
