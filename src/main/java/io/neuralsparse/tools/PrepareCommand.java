/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.Interruption;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.pairs.IndexPairs;
import io.neuralsparse.tools.train.pairs.PairLimits;
import io.neuralsparse.tools.train.pairs.Preparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a file of pairs to learn from. */
final class PrepareCommand implements Command {
  private static final Set<String> OF_PAIRS =
      Set.of(
          "output",
          "index",
          "pairs",
          "sentences",
          "per-passage",
          "documents",
          "query-words",
          "text-words",
          "per-query",
          "exclude",
          "bad-lines");

  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public String summary() {
    return "makes a file of pairs to learn from";
  }

  @Override
  public String help() {
    return """
        neural-sparse prepare [<place> ...] --output FILE [options]

        Makes a file of pairs to learn from, one {"query", "positive", "source"} a line, and says
        how many were left out for what; FILE.json says where they are from. A place is a file of
        lines as training reads them (gzipped or not; a pattern such as 'pairs-*.jsonl.gz'), or a
        folder in BEIR's layout, whose judged queries are taken: folder:dev for another split than
        train. An index can be read instead, or as well.

          --output FILE       gzipped when it ends in .gz; whole or not there
          --force             replaces a file that is there
          --index NAME        of the cluster at --url, read at a point in time; with one or both of
          --pairs LIST        query:text fields of _source with commas between, like title:body
          --sentences LIST    fields whose passages lose a sentence, which becomes their query
          --per-passage N     sentences of a passage that become queries; 1
          --documents N       of the index at most
          --query-words A-B   words of a query; 2-64
          --text-words A-B    words of a text; a longer one is cut where a sentence ends; 8-180
          --per-query N       pairs of one query at most; 12
          --exclude LIST      folders of test collections with commas between (folder:split for
                              another split than test): leaves out pairs whose query is one of
                              theirs or a title, and those with 12 words in a row of one of their
                              documents or 9 of a query
          --bad-lines WHAT    fail at the first, or skip them, counted; fail
          --url, --user, --api-key, --header, --ca
                              as for evaluate

        Examples
          neural-sparse prepare nfcorpus:train 'pairs-*.jsonl.gz' --output train.jsonl.gz
          neural-sparse prepare --index articles --pairs title:body --sentences body \\
              --exclude data/scifact,data/nfcorpus --output articles.jsonl.gz
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Set<String> valued = new HashSet<>(OF_PAIRS);
    valued.addAll(AccessArguments.VALUED);
    Arguments arguments = new Arguments(words, valued, Set.of("force"));
    if (arguments.rest().isEmpty() && !arguments.has("index")) {
      throw new UsageException("give files, folders or [--index]");
    }
    Optional<IndexPairs> index = index(arguments);
    PairLimits limits = limits(arguments);
    Path output = DataArguments.output(arguments);
    try (Interruption interruption = new Interruption();
        ProgressWatch watch = new ProgressWatch(terminal);
        Engine engine =
            new Engine(AccessArguments.url(arguments), AccessArguments.access(arguments))) {
      BadLines badLines = DataArguments.badLines(arguments, watch);
      Preparation preparation = new Preparation(limits, badLines, watch);
      for (String place : DataArguments.list(arguments, "exclude")) {
        preparation.exclude(collection(place));
      }
      Cluster cluster = new Cluster(engine, EvaluationPlan.DEFAULT.patience(), watch::say);
      Map<String, Long> counts =
          preparation.write(
              arguments.rest(),
              index.map(pairs -> new Preparation.IndexInput(cluster, pairs)),
              output,
              DataArguments.provenance(name(), words));
      watch.close();
      DataArguments.print(terminal, badLines, counts);
    }
    return CommandLine.DONE;
  }

  private static Optional<IndexPairs> index(Arguments arguments) {
    List<IndexPairs.Fields> fields = new ArrayList<>();
    for (String pair : DataArguments.list(arguments, "pairs")) {
      int colon = pair.indexOf(':');
      if (colon < 1 || colon == pair.length() - 1) {
        throw new UsageException("[--pairs] must be like title:body, got [" + pair + "]");
      }
      fields.add(new IndexPairs.Fields(pair.substring(0, colon), pair.substring(colon + 1)));
    }
    for (String field : DataArguments.list(arguments, "sentences")) {
      fields.add(new IndexPairs.Fields("", field));
    }
    if (fields.isEmpty() == arguments.has("index")) {
      throw new UsageException("[--index] goes with [--pairs] or [--sentences]");
    }
    return arguments
        .option("index")
        .map(
            name ->
                new IndexPairs(
                    name,
                    fields,
                    arguments.integer("per-passage", 1, 1),
                    arguments.integer("documents", 1, Integer.MAX_VALUE)));
  }

  private static PairLimits limits(Arguments arguments) {
    PairLimits usual = PairLimits.DEFAULT;
    int[] query =
        DataArguments.range(arguments, "query-words", usual.leastQuery() + "-" + usual.mostQuery());
    int[] text =
        DataArguments.range(
            arguments, "text-words", usual.leastPositive() + "-" + usual.mostPositive());
    return new PairLimits(
        query[0], query[1], text[0], text[1], arguments.integer("per-query", 1, usual.perQuery()));
  }

  /** A collection whose split may be named. */
  private static BeirCollection collection(String place) throws IOException {
    Path folder = ModelArgument.path(place);
    int colon = place.lastIndexOf(':');
    return colon < 1 || Files.isDirectory(folder)
        ? BeirCollection.read(folder, "test")
        : BeirCollection.read(
            ModelArgument.path(place.substring(0, colon)), place.substring(colon + 1));
  }
}
