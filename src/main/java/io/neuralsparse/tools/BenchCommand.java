/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.tools.bench.Layout;
import io.neuralsparse.tools.bench.Plan;
import io.neuralsparse.tools.bench.Scenario;
import io.neuralsparse.tools.bench.SearchSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures searches and ingestion on running nodes. */
final class BenchCommand implements Command {
  private static final Set<String> VALUED =
      Set.of(
          "url",
          "official-url",
          "model-id",
          "documents",
          "texts",
          "seed",
          "segments",
          "shards",
          "deletions",
          "top",
          "filter",
          "track-total-hits",
          "scenario",
          "rounds",
          "warm-up",
          "check",
          "clients",
          "seconds",
          "json");
  private static final Set<String> SWITCHES = Set.of("source", "vectors-in-source");
  private static final int MOST_SHARDS = 64;
  private static final int MOST_HITS = 10_000;
  private static final int MOST_DELETIONS = 90;

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measures searches and ingestion on running nodes";
  }

  @Override
  public String help() {
    return """
        neural-sparse bench search <folder> [options]

        Measures whole search requests over HTTP: BM25, the same sparse query by Lucene's own means
        (naive), and this plugin by text and by tokens; and the official plugins on a second node.
        The folder is that of a model that the node has too. The documents are a synthetic corpus
        with the statistics of learned sparse vectors, indexed at the first run and found by later
        ones; each round sends a fresh query in all ways, in random order. docs/benchmarks.md says
        what is measured and how.

          --url URL           of the node with this plugin; http://127.0.0.1:9200
          --official-url URL  of a node with the official plugins; without it they are left out
          --model-id NAME     of the model on the node; the folder's name
          --documents N       100000; of --texts at most so many
          --texts FOLDER      real text instead: corpus.jsonl, pairs-*.jsonl, *.txt and
                              queries.jsonl, gzipped or not, encoded by the model
          --seed N            of the synthetic corpus; 42
          --shards N          1
          --segments N        after a force merge, of each shard; 0: as they are; 1
          --deletions N       per cent of the documents that are deleted; 0
          --top N             hits; 10
          --filter N          per cent of the documents that a filter keeps: 1, 10 or 50
          --track-total-hits  true, false or a number
          --scenario LIST     several at once, instead of the last six: all, or, with commas,
                              one-segment, five-segments, four-shards, deletions, filter-1,
                              filter-10, filter-50, top-100, top-1000, refresh
          --rounds N          600
          --warm-up N         rounds before them; 300
          --check N           queries whose hits are compared with exact scores; 50
          --clients LIST      numbers of clients for throughput, as in 1,2,4; without it, none
          --seconds N         of throughput, for each way and number of clients; 5
          --source            searches fetch the documents
          --vectors-in-source documents keep their vectors in _source
          --json FILE         all figures, each time included

        Examples
          neural-sparse bench search lexical
          neural-sparse bench search lexical --documents 1000000 --scenario all --json out.json
          neural-sparse bench search lexical --official-url http://127.0.0.1:9201 --clients 1,2,4

        """
        + IngestBench.HELP;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    String subject = words.isEmpty() ? "" : words.getFirst();
    if (subject.equals("ingest")) {
      return IngestBench.run(words.subList(1, words.size()), terminal);
    }
    if (!subject.equals("search")) {
      throw new UsageException("give what to measure: search or ingest");
    }
    Arguments arguments = new Arguments(words.subList(1, words.size()), VALUED, SWITCHES);
    String folder = arguments.only("folder");
    Plan plan = plan(arguments, ModelFolder.of(ModelArgument.path(folder)).name());
    int documents =
        arguments.integer("documents", 1, arguments.has("texts") ? Integer.MAX_VALUE : 100_000);
    int seed = arguments.integer("seed", 0, 42);
    ModelFolder model = ModelArgument.folder(folder);
    Map<String, Terminal.Progress> bars = new HashMap<>();
    new SearchSession(
            url(arguments.option("url").orElse("http://127.0.0.1:9200")),
            arguments.option("official-url").map(BenchCommand::url),
            model,
            arguments.option("texts").map(ModelArgument::path),
            documents,
            seed,
            arguments.option("json").map(ModelArgument::path))
        .run(
            plan,
            terminal.out(),
            (what, share) -> {
              synchronized (bars) {
                bars.computeIfAbsent(what, terminal::progress).show(share);
              }
            });
    return CommandLine.DONE;
  }

  static String url(String text) {
    if (!text.matches("https?://[^/\\s]+")) {
      throw new UsageException(
          "a node's URL must be like http://127.0.0.1:9200, got [" + text + "]");
    }
    return text;
  }

  private static Plan plan(Arguments arguments, String model) {
    return new Plan(
        scenarios(arguments),
        arguments.integer("rounds", 1, 600),
        arguments.integer("warm-up", 0, 300),
        arguments.integer("check", 0, 50),
        clients(arguments),
        arguments.integer("seconds", 1, 5),
        arguments.option("model-id").orElse(model),
        arguments.has("source"),
        arguments.has("vectors-in-source"));
  }

  private static List<Scenario> scenarios(Arguments arguments) {
    Layout layout =
        new Layout(
            atMost(arguments, "shards", 1, 1, MOST_SHARDS),
            arguments.integer("segments", 0, 1),
            atMost(arguments, "deletions", 0, 0, MOST_DELETIONS));
    Scenario base =
        new Scenario(
            "search",
            layout,
            atMost(arguments, "top", 1, 10, MOST_HITS),
            Integer.parseInt(arguments.option("filter", List.of("100", "1", "10", "50"))),
            totalHits(arguments),
            false);
    if (!arguments.has("scenario")) {
      return List.of(base);
    }
    String list = arguments.option("scenario").orElseThrow();
    List<Scenario> scenarios = new ArrayList<>();
    for (String name : list.equals("all") ? Scenario.NAMES : List.of(list.split(",", -1))) {
      try {
        scenarios.add(Scenario.named(name, base));
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage());
      }
    }
    return scenarios;
  }

  private static int atMost(Arguments arguments, String name, int least, int absent, int most) {
    int number = arguments.integer(name, least, absent);
    if (number > most) {
      throw new UsageException(
          "[--" + name + "] must be at most " + most + ", got [" + number + "]");
    }
    return number;
  }

  private static String totalHits(Arguments arguments) {
    String value = arguments.option("track-total-hits").orElse("");
    if (!value.matches("|true|false|[0-9]{1,9}")) {
      throw new UsageException(
          "[--track-total-hits] must be true, false or a number, got [" + value + "]");
    }
    return value;
  }

  private static List<Integer> clients(Arguments arguments) {
    List<Integer> clients = new ArrayList<>();
    for (String word :
        arguments.option("clients").map(l -> l.split(",", -1)).orElse(new String[0])) {
      if (!word.matches("[1-9][0-9]{0,2}")) {
        throw new UsageException(
            "[--clients] must be numbers of clients, as in 1,2,4, got [" + word + "]");
      }
      clients.add(Integer.valueOf(word));
    }
    return clients;
  }
}
