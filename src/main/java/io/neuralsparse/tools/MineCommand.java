/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.Interruption;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.pairs.Mining;
import io.neuralsparse.tools.train.pairs.MiningPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** Finds hard negatives for pairs. */
final class MineCommand implements Command {
  private static final Set<String> OF_MINING =
      Set.of(
          "output",
          "by",
          "passages",
          "ranks",
          "negatives",
          "margin",
          "clients",
          "bulk",
          "patience",
          "bad-lines");

  @Override
  public String name() {
    return "mine";
  }

  @Override
  public String summary() {
    return "finds hard negatives for pairs, by searches";
  }

  @Override
  public String help() {
    return """
        neural-sparse mine <place> ... --output FILE [options]

        Finds hard negatives: indexes the passages of all pairs on a cluster, searches with each
        query, and writes {"query", "pos", "negs", "source"} lines with hits that are none of the
        query's positives and share no 12 words in a row with one. Places are those of prepare. A
        run that was ended, however, goes on behind its last whole line when it is given again.

          --output FILE       gzipped when it ends in .gz; FILE.json says where it is from
          --force             replaces a file that is there
          --by LIST           who searches: bm25 (english analyzer) or the name of a model on the
                              node, with commas between; the systems of evaluate. The
                              negatives are theirs by turns; bm25
          --passages LIST     more passages: files like corpus.jsonl or folders of one, with
                              commas between
          --ranks A-B         hits that may be negatives; 10-60
          --negatives N       of a query, drawn among its hits; 8
          --margin M          leaves out hits that score more than (1 + M) times what the query's
                              best positive does; -0.05 asks for less than 95 % of it
          --clients N         connections; 2
          --bulk N            passages in a request; 100
          --patience N        seconds to wait for a cluster that is busy or away; 300
          --keep              indices stay; the next run finds them, or goes on filling them
          --bad-lines WHAT    fail at the first, or skip them, counted; fail
          --url, --user, --api-key, --header, --ca
                              as for evaluate; its --clean deletes what a killed run has left

        Examples
          neural-sparse mine train.jsonl.gz --output hard.jsonl.gz
          neural-sparse mine train.jsonl.gz --by bm25,mine-v1 --ranks 5-50 --margin -0.05 \\
              --output hard.jsonl.gz
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Set<String> valued = new HashSet<>(OF_MINING);
    valued.addAll(AccessArguments.VALUED);
    Arguments arguments = new Arguments(words, valued, Set.of("force", "keep"));
    if (arguments.rest().isEmpty()) {
      throw new UsageException("give files or folders");
    }
    MiningPlan plan = plan(arguments);
    Path output = DataArguments.output(arguments);
    try (Interruption interruption = new Interruption();
        ProgressWatch watch = new ProgressWatch(terminal);
        Engine engine =
            new Engine(AccessArguments.url(arguments), AccessArguments.access(arguments))) {
      BadLines badLines = DataArguments.badLines(arguments, watch);
      Cluster cluster = new Cluster(engine, plan.indices().patience(), watch::say);
      Mining mining = new Mining(cluster, plan, badLines, watch);
      for (String place : DataArguments.list(arguments, "passages")) {
        mining.addPassages(BeirCollection.documentsOf(ModelArgument.path(place)));
      }
      Map<String, Long> counts =
          mining.write(arguments.rest(), output, DataArguments.provenance(name(), words));
      watch.close();
      DataArguments.print(terminal, badLines, counts);
    }
    return CommandLine.DONE;
  }

  private static MiningPlan plan(Arguments arguments) {
    int[] ranks = DataArguments.range(arguments, "ranks", "10-60");
    List<String> systems =
        arguments.has("by") ? DataArguments.list(arguments, "by") : List.of("bm25");
    EvaluationPlan usual = EvaluationPlan.DEFAULT;
    EvaluationPlan indices =
        new EvaluationPlan(
            usual.depth(),
            usual.top(),
            0,
            1,
            arguments.integer("clients", 1, usual.clients()),
            arguments.integer("bulk", 1, usual.bulk()),
            usual.vectors(),
            Duration.ofSeconds(
                arguments.integer("patience", 0, (int) usual.patience().toSeconds())),
            arguments.has("keep"));
    int negatives = arguments.integer("negatives", 1, 8);
    try {
      return new MiningPlan(systems, ranks[0], ranks[1], negatives, margin(arguments), indices);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private static OptionalDouble margin(Arguments arguments) {
    if (!arguments.has("margin")) {
      return OptionalDouble.empty();
    }
    String value = arguments.option("margin").orElseThrow();
    try {
      return OptionalDouble.of(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      throw new UsageException("[--margin] must be a number above -1, got [" + value + "]");
    }
  }
}
