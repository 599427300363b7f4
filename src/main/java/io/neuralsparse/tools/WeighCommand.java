/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.TokenLimits;
import io.neuralsparse.tools.train.data.TrainingSet;
import io.neuralsparse.tools.train.table.QueryTableLearner;
import io.neuralsparse.tools.train.table.TablePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Learns a model's table of query weights, its network as it is. */
final class WeighCommand implements Command {
  private static final TokenLimits LIMITS = new TokenLimits(64, 256);
  private static final int BATCH = 512;
  private static final int SEED = 1;

  @Override
  public String name() {
    return "weigh";
  }

  @Override
  public String summary() {
    return "learns a model's query weights alone, in minutes";
  }

  @Override
  public String help() {
    return """
        neural-sparse weigh <folder> <pairs> ... [options]

        Learns what tokens weigh in queries from pairs of queries and documents, which are encoded
        once: the network stays as it is, and PyTorch is not needed. It begins with the mean of the
        model's table and what the documents' own frequencies say, and leaves out what tells
        nothing. What is written takes the place of the model's idf.json.

          <pairs>             as for neural-sparse train: files, patterns, folders in BEIR's layout
          --output FILE       idf.json in the current folder
          --steps N           600
          --batch N           queries of a step; 512
          --seed N            1

        Example
          neural-sparse weigh runs/start 'data/train-pairs/*.jsonl.gz' --output runs/idf.json
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments =
        new Arguments(words, Set.of("output", "steps", "batch", "seed"), Set.of());
    if (arguments.rest().size() < 2) {
      throw new UsageException("give a folder and pairs");
    }
    ModelFolder folder = ModelArgument.folder(arguments.rest().getFirst());
    List<String> places = arguments.rest().subList(1, arguments.rest().size());
    TablePlan usual = TablePlan.DEFAULT;
    TablePlan plan =
        new TablePlan(
            arguments.integer("steps", 1, usual.steps()),
            usual.rate(),
            usual.temperature(),
            usual.decay(),
            usual.least());
    try (Tokenizer tokenizer = Tokenizer.load(folder);
        DocumentEncoder encoder =
            OnnxDocumentEncoder.load(ModelManifest.read(folder), Precision.INT8);
        ProgressWatch watch = new ProgressWatch(terminal)) {
      TrainingSet set =
          TrainingSet.read(
              places,
              tokenizer,
              LIMITS,
              BadLines.fail(),
              done -> watch.at("reading", 0, done + " pairs"));
      float[] table =
          new QueryTableLearner(set, tokenizer.vocabulary())
              .learn(
                  IdfTable.read(folder, tokenizer.vocabulary()),
                  encoder,
                  plan,
                  arguments.integer("batch", 2, BATCH),
                  arguments.integer("seed", 0, SEED),
                  new Told(watch, plan));
      Path output = ModelArgument.path(arguments.option("output").orElse("idf.json"));
      Files.writeString(output, json(tokenizer.vocabulary(), table));
      terminal.out().println("written to " + output);
    }
    return CommandLine.DONE;
  }

  private static String json(Vocabulary vocabulary, float[] table) {
    JsonObject json = new JsonObject();
    for (int id = 0; id < table.length; id++) {
      if (vocabulary.token(id) != null) {
        json.addProperty(vocabulary.token(id), table[id]);
      }
    }
    return new Gson().toJson(json);
  }

  /** Shows how it goes. */
  private record Told(ProgressWatch watch, TablePlan plan) implements QueryTableLearner.Progress {
    @Override
    public void encoded(double share) {
      watch.at("encoding", share, "documents");
    }

    @Override
    public void learned(int step, double loss) {
      watch.at(
          "learning",
          (double) step / plan.steps(),
          String.format(Locale.ROOT, "step %d, loss %.4f", step, loss));
    }
  }
}
