/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Precision;
import io.neuralsparse.tools.bench.IngestPlan;
import io.neuralsparse.tools.bench.IngestSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures ingestion on a running node: {@code neural-sparse bench ingest}. */
final class IngestBench {
  static final String HELP =
      """
      neural-sparse bench ingest <folder> --texts FOLDER [options]

      Measures the encoding of real text: through the plugin's pipeline by _bulk over HTTP, with
      each combination of clients, documents a request and batch_size; one document a request
      without batches (unbatched); and the plugin's encoder in this process, without a node, on
      texts sorted by length (encoder). The folder is that of a model that the node has too. Each
      round takes other texts and encodes them in all ways, in random order.

        --url URL           of the node; http://127.0.0.1:9200
        --model-id NAME     of the model on the node; the folder's name
        --texts FOLDER      corpus.jsonl, pairs-*.jsonl and *.txt, gzipped or not; passages beyond
                            the model's window are left out
        --clients LIST      1,2,4
        --bulk LIST         documents of a request; 128
        --batch LIST        batch_size of the pipeline; 32
        --ways LIST         what else is measured; all there is, or none
        --documents N       of each way in a round; 256
        --rounds N          5; one more goes before them
        --searches N        searches of each kind while nothing else goes on, and while ingestion
                            keeps the encoder busy; 0
        --threads N         of what the node is compared with; as many as it encodes with
        --precision P       int8 or fp32, as the node has it; int8
        --json FILE         all figures of all rounds

      Examples
        neural-sparse bench ingest lexical --texts scifact
        neural-sparse bench ingest v2-distill --texts scifact --clients 4 --searches 400
      """;

  private static final Set<String> VALUED =
      Set.of(
          "url",
          "model-id",
          "texts",
          "clients",
          "bulk",
          "batch",
          "ways",
          "documents",
          "rounds",
          "searches",
          "threads",
          "precision",
          "json");

  private IngestBench() {}

  static int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, VALUED, Set.of());
    String folder = arguments.only("folder");
    IngestPlan plan = plan(arguments, ModelFolder.of(ModelArgument.path(folder)).name());
    String texts =
        arguments
            .option("texts")
            .orElseThrow(() -> new UsageException("give a folder of text with [--texts]"));
    Map<String, Terminal.Progress> bars = new HashMap<>();
    new IngestSession(
            BenchCommand.url(arguments.option("url").orElse("http://127.0.0.1:9200")),
            ModelArgument.folder(folder),
            ModelArgument.path(texts),
            arguments.option("json").map(ModelArgument::path))
        .run(
            plan,
            terminal.out(),
            (what, share) -> bars.computeIfAbsent(what, terminal::progress).show(share));
    return CommandLine.DONE;
  }

  private static IngestPlan plan(Arguments arguments, String model) {
    return new IngestPlan(
        numbers(arguments, "clients", List.of(1, 2, 4)),
        numbers(arguments, "bulk", List.of(128)),
        numbers(arguments, "batch", List.of(32)),
        ways(arguments),
        arguments.integer("documents", 1, 256),
        arguments.integer("rounds", 1, 5),
        arguments.integer("searches", 0, 0),
        arguments.integer("threads", 1, 0),
        Precision.named(arguments.option("precision", List.of("int8", "fp32"))).orElseThrow(),
        arguments.option("model-id").orElse(model));
  }

  private static List<String> ways(Arguments arguments) {
    List<String> known = IngestSession.ways();
    String list = arguments.option("ways").orElse("all");
    if (list.equals("all") || list.equals("none")) {
      return list.equals("all") ? known : List.of();
    }
    List<String> ways = List.of(list.split(",", -1));
    for (String way : ways) {
      if (!known.contains(way)) {
        throw new UsageException(
            "[--ways] must be all, none, or some of " + known + ", got [" + way + "]");
      }
    }
    return ways;
  }

  private static List<Integer> numbers(Arguments arguments, String name, List<Integer> absent) {
    if (!arguments.has(name)) {
      return absent;
    }
    List<Integer> numbers = new ArrayList<>();
    for (String word : arguments.option(name).orElseThrow().split(",", -1)) {
      if (!word.matches("[1-9][0-9]{0,4}")) {
        throw new UsageException(
            "[--" + name + "] must be numbers, as in 1,2,4, got [" + word + "]");
      }
      numbers.add(Integer.valueOf(word));
    }
    return numbers;
  }
}
