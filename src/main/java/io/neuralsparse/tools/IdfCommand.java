/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.tools.evaluate.ComputedIdf;
import io.neuralsparse.tools.evaluate.DocumentFrequencies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Computes a table of query weights for a model's tokeniser from one's own documents. */
final class IdfCommand implements Command {
  @Override
  public String name() {
    return "idf";
  }

  @Override
  public String summary() {
    return "computes a table of query weights from documents";
  }

  @Override
  public String help() {
    return """
        neural-sparse idf <folder> [<file> ...] [options]

        Counts in how many documents each token of a model's tokeniser is, computes the weights
        ln(1 + (N - n + s) / (n + s)) of n among N documents, writes them as an idf.json, and shows
        how they differ from the model's own table. The documents are those of files (corpus.jsonl
        of BEIR's layout, else one a line, gzipped or not), or of an index over HTTP.

          --index NAME        of the cluster at --url, read at a point in time; with
          --field NAME        whose text in _source is counted; text
          --documents N       at most so many
          --smoothing S       above 0; 0.5
          --floor W           no weight is less; 0
          --output FILE       idf.json in the current folder; - for none
          --url, --user, --api-key, --header, --ca
                              as for evaluate

        Examples
          neural-sparse idf models/lexical corpus.jsonl.gz
          neural-sparse idf models/lexical --index articles --field text --floor 0.1
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Set<String> valued =
        new HashSet<>(Set.of("index", "field", "documents", "smoothing", "floor", "output"));
    valued.addAll(AccessArguments.VALUED);
    Arguments arguments = new Arguments(words, valued, Set.of());
    if (arguments.rest().isEmpty()) {
      throw new UsageException("give a folder");
    }
    List<Path> files = arguments.rest().stream().skip(1).map(ModelArgument::path).toList();
    if (files.isEmpty() != arguments.has("index")) {
      throw new UsageException("give either files or [--index]");
    }
    double smoothing = number(arguments, "smoothing", 0.5, false);
    double floor = number(arguments, "floor", 0, true);
    int most = arguments.integer("documents", 1, Integer.MAX_VALUE);
    ModelFolder folder = ModelArgument.folder(arguments.rest().getFirst());
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      DocumentFrequencies frequencies = new DocumentFrequencies(tokenizer);
      count(arguments, files, most, frequencies, terminal);
      ComputedIdf idf = new ComputedIdf(tokenizer.vocabulary(), frequencies, smoothing, floor);
      idf.compare(IdfTable.read(folder, tokenizer.vocabulary()), terminal.out());
      String output = arguments.option("output").orElse("idf.json");
      if (!output.equals("-")) {
        idf.write(ModelArgument.path(output));
        terminal.out().println();
        terminal.out().println("written to " + output);
      }
    }
    return CommandLine.DONE;
  }

  private static void count(
      Arguments arguments,
      List<Path> files,
      int most,
      DocumentFrequencies frequencies,
      Terminal terminal)
      throws IOException {
    Optional<String> index = arguments.option("index");
    try (ProgressWatch watch = new ProgressWatch(terminal)) {
      Consumer<Integer> progress = done -> watch.at("counting", 0, done + " documents");
      for (Path file : files) {
        frequencies.count(file, most, progress);
      }
      if (index.isPresent()) {
        String field = arguments.option("field").orElse("text");
        try (Engine engine =
            new Engine(AccessArguments.url(arguments), AccessArguments.access(arguments))) {
          frequencies.count(engine, index.get(), field, most, progress, watch);
        }
      }
    }
    if (frequencies.documents() == 0) {
      throw new IOException("there is not one document with text");
    }
  }

  private static double number(
      Arguments arguments, String name, double absent, boolean zeroAllowed) {
    String value = arguments.option(name).orElse(String.valueOf(absent));
    try {
      double number = Double.parseDouble(value);
      if (number < Double.POSITIVE_INFINITY && (number > 0 || (zeroAllowed && number == 0))) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new UsageException(
        "[--"
            + name
            + "] must be a number, "
            + (zeroAllowed ? "0 or more" : "above 0")
            + ", got ["
            + value
            + "]");
  }
}
