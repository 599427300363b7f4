/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.bench.Access;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.BeirArchive;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.EvaluationSession;
import io.neuralsparse.tools.evaluate.ExpectedFigures;
import io.neuralsparse.tools.evaluate.Interruption;
import io.neuralsparse.tools.evaluate.OwnNode;
import io.neuralsparse.tools.evaluate.ResultTable;
import io.neuralsparse.tools.evaluate.RunFiles;
import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.EvaluationFile;
import io.neuralsparse.tools.report.HtmlPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says how good and how fast systems are on a test collection. */
final class EvaluateCommand implements Command {
  private static final Set<String> OF_RUN =
      Set.of(
          "systems",
          "data-root",
          "split",
          "models",
          "depth",
          "top",
          "timed",
          "shards",
          "clients",
          "bulk",
          "vectors",
          "patience",
          "start",
          "download-from",
          "sha256",
          "json",
          "html",
          "runs",
          "expected",
          "run",
          "qrels");
  private static final Set<String> SWITCHES = Set.of("keep", "clean", "download");
  private static final int MOST_HITS = 9_999;

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "says how good and how fast searches are on a test collection";
  }

  @Override
  public String help() {
    return """
        neural-sparse evaluate <collection> [options]

        Indexes a test collection once for each system, searches with all its queries, and says how
        good (figures as trec_eval has them), how dear (active tokens, FLOPS, index size, ingest
        rate) and how fast (times beside BM25's, by turns) each is, with a test of significance.
        docs/evaluation.md explains the figures.

        The collection is a folder in BEIR's layout, or the name of one in --data-root.

          --systems LIST      bm25,lexical,one-layer; with commas between them:
                              bm25 (english analyzer), bm25-standard, bm25-beir (two fields), or
                              the name of a model on the node, with options after +:
                              prune=<type>:<ratio>, long_text=truncate|windows, token_frequency=
                              set|count, max_query_tokens=N, two-phase, and precision=int8|fp32
                              (documents are encoded here then)
          --data-root FOLDER  where collections are; the current folder
          --download          fetches the collection's archive from BEIR into --data-root when it
                              is not there; checked against the published MD5
          --download-from URL from another place, such as a mirror
          --sha256 DIGITS     of the archive, instead of the published MD5
          --split NAME        of the judgements, qrels/NAME.tsv; test
          --models FOLDER     models' folders as the node has them, for precision=
          --url URL           of the cluster; http://127.0.0.1:9200
          --start FOLDER      an OpenSearch with the plugin, instead of --url: a node of it is
                              started, with temporary data, and stopped at the end
          --user NAME:WORD    user and password; without :WORD, NEURAL_SPARSE_PASSWORD has it
          --api-key KEY       sent as Authorization: ApiKey KEY
          --header NAME:VALUE sent with every request
          --ca FILE           certificates of the authorities to trust, in PEM
          --depth N           hits that are judged; 1000
          --top N             hits of the searches that are timed; 10
          --timed N           searches that are timed, for each system; 0: none; 300
          --shards N          of each index; 1
          --clients N         connections for the documents; 2
          --bulk N            documents in a request; 100
          --vectors N         documents at most whose tokens are counted; 100000
          --patience N        seconds to wait for a cluster that is busy or away; 300
          --keep              indices stay; the next run finds them, or goes on filling them
          --clean             only deletes what evaluations left on the cluster, evaluate-*
          --expected FOLDER   figures to find again: exit code 1 when one is off
          --runs FOLDER       a TREC run of each system
          --json FILE         all figures, those of each query included; neural-sparse report
                              makes pages of several
          --html FILE         a page with tables and plots

          --run LIST          TREC runs, with commas: evaluated without a cluster
          --qrels FILE        judgements for --run, instead of a collection

        Examples
          neural-sparse evaluate scifact --data-root data --systems bm25,one-layer --json out.json
          neural-sparse evaluate data/arguana --systems bm25,lexical+token_frequency=count
          neural-sparse evaluate --run mine.trec,yours.trec --qrels qrels.txt
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Set<String> valued = new HashSet<>(OF_RUN);
    valued.addAll(AccessArguments.VALUED);
    Arguments arguments = new Arguments(words, valued, SWITCHES);
    if (arguments.has("clean")) {
      try (Engine engine = engine(arguments)) {
        List<String> gone = EvaluationSession.clean(engine);
        terminal.err().println(gone.isEmpty() ? "nothing is left over" : "deleted " + gone);
        return CommandLine.DONE;
      }
    }
    Optional<Path> json = output(arguments, "json");
    Optional<Path> html = output(arguments, "html");
    String command = "neural-sparse evaluate " + AccessArguments.withoutSecrets(words);
    Map<String, String> versions = versions();
    Evaluation evaluation =
        arguments.has("run")
            ? runs(arguments, command, versions, terminal)
            : cluster(arguments, command, versions, terminal);
    new ResultTable(terminal.out()).print(evaluation);
    if (json.isPresent()) {
      EvaluationFile.write(json.get(), evaluation);
    }
    if (html.isPresent()) {
      EvaluationFile.write(html.get(), HtmlPage.of(List.of(evaluation)));
    }
    List<String> drift = ExpectedFigures.drift(evaluation);
    drift.forEach(line -> terminal.err().println("neural-sparse: " + line));
    return drift.isEmpty() ? CommandLine.DONE : CommandLine.FAILED;
  }

  /** A file to be written, in a folder that is there: a long run shall not end in vain. */
  private static Optional<Path> output(Arguments arguments, String option) throws IOException {
    Optional<Path> file = arguments.option(option).map(ModelArgument::path);
    if (file.isPresent() && !Files.isDirectory(file.get().toAbsolutePath().getParent())) {
      throw new IOException("[--" + option + "] there is no folder for [" + file.get() + "]");
    }
    return file;
  }

  private static Map<String, String> versions() {
    String version = EvaluateCommand.class.getPackage().getImplementationVersion();
    return Map.of("neural-sparse", version == null ? "(development)" : version);
  }

  private static Evaluation runs(
      Arguments arguments, String command, Map<String, String> versions, Terminal terminal)
      throws IOException {
    if (arguments.has("qrels") == !arguments.rest().isEmpty()) {
      throw new UsageException("[--run] needs either a collection or [--qrels]");
    }
    List<Path> runs =
        Stream.of(arguments.option("run").orElseThrow().split(",", -1))
            .map(ModelArgument::path)
            .toList();
    RunFiles files =
        arguments.has("qrels")
            ? RunFiles.of(ModelArgument.path(arguments.option("qrels").orElseThrow()), runs)
            : RunFiles.of(collection(arguments, terminal), runs);
    return files.evaluate(command, versions, arguments.option("expected").map(ModelArgument::path));
  }

  private static Evaluation cluster(
      Arguments arguments, String command, Map<String, String> versions, Terminal terminal)
      throws IOException {
    BeirCollection collection = collection(arguments, terminal);
    try (Interruption interruption = new Interruption();
        ProgressWatch watch = new ProgressWatch(terminal)) {
      if (!arguments.has("start")) {
        try (Engine engine = engine(arguments)) {
          return session(arguments, engine, collection, watch).run(command, versions);
        }
      }
      if (arguments.has("url")) {
        throw new UsageException("give [--url] or [--start], not both");
      }
      Path home = ModelArgument.path(arguments.option("start").orElseThrow());
      try (OwnNode node = OwnNode.start(home, watch);
          Engine engine = new Engine(node.url())) {
        return session(arguments, engine, collection, watch).run(command, versions);
      }
    }
  }

  private static EvaluationSession session(
      Arguments arguments, Engine engine, BeirCollection collection, ProgressWatch watch) {
    EvaluationPlan plan = plan(arguments);
    try {
      return new EvaluationSession(
          engine,
          collection,
          List.of(arguments.option("systems").orElse("bm25,lexical,one-layer").split(",", -1)),
          plan,
          new EvaluationSession.Files(
              arguments.option("models").map(ModelArgument::path),
              arguments.option("expected").map(ModelArgument::path),
              arguments.option("runs").map(ModelArgument::path)),
          watch);
    } catch (IllegalArgumentException e) {
      throw new UsageException("[--systems] " + e.getMessage());
    }
  }

  private static Engine engine(Arguments arguments) throws IOException {
    Access access = AccessArguments.access(arguments);
    return new Engine(AccessArguments.url(arguments), access);
  }

  private static EvaluationPlan plan(Arguments arguments) {
    EvaluationPlan usual = EvaluationPlan.DEFAULT;
    int depth = arguments.integer("depth", 1, usual.depth());
    if (depth > MOST_HITS) {
      throw new UsageException("[--depth] must be at most " + MOST_HITS + ", got [" + depth + "]");
    }
    return new EvaluationPlan(
        depth,
        arguments.integer("top", 1, usual.top()),
        arguments.integer("timed", 0, usual.timed()),
        arguments.integer("shards", 1, usual.shards()),
        arguments.integer("clients", 1, usual.clients()),
        arguments.integer("bulk", 1, usual.bulk()),
        arguments.integer("vectors", 1, usual.vectors()),
        Duration.ofSeconds(arguments.integer("patience", 0, (int) usual.patience().toSeconds())),
        arguments.has("keep"));
  }

  /** By path, or by name in the folder of all, where it may have to be fetched to. */
  private static BeirCollection collection(Arguments arguments, Terminal terminal)
      throws IOException {
    String word = arguments.only("collection");
    String split = arguments.option("split").orElse("test");
    Path root = ModelArgument.path(arguments.option("data-root").orElse(""));
    List<Path> places = Stream.of(ModelArgument.path(word), root.resolve(word)).distinct().toList();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        return BeirCollection.read(place, split);
      }
    }
    if (!arguments.has("download")) {
      throw new IOException("there is no folder " + places + "; [--download] fetches it from BEIR");
    }
    BeirArchive archive =
        new BeirArchive(
            word,
            arguments.option("download-from").orElse(BeirArchive.BEIR),
            arguments.option("sha256"));
    try (ProgressWatch watch = new ProgressWatch(terminal)) {
      return BeirCollection.read(archive.into(root, watch), split);
    }
  }
}
