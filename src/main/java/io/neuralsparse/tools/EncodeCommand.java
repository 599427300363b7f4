/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns texts into weighted tokens, as the plugin does with documents or with queries. */
final class EncodeCommand implements Command {
  /** Texts that are encoded together. */
  private static final int BATCH = 32;

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public String summary() {
    return "turns texts into weighted tokens";
  }

  @Override
  public String help() {
    return """
        neural-sparse encode <folder> [text ...] [options]

        Turns texts into tokens and their weights, heaviest first, exactly as the plugin does. Each
        further word is a text. Without any, the texts are the lines of --file or of the standard
        input.

          --side document   through the network, as at ingest (the default)
          --side query      by tokeniser and table, as at search
          --precision int8|fp32
                            of the network's weights; without it, what the model asks for, or int8
          --file FILE       one text a line
          --top N           the N heaviest tokens of each text
          --json            one JSON object a line: {"text": ..., "tokens": {token: weight, ...}}

        Examples
          neural-sparse encode my-model "the quick brown fox" --top 10
          neural-sparse encode my-model --side query "what do foxes eat"
          neural-sparse encode my-model --file abstracts.txt --json > vectors.ndjson
          echo "a text" | neural-sparse encode my-model
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments =
        new Arguments(words, Set.of("side", "precision", "file", "top"), Set.of("json"));
    if (arguments.rest().isEmpty()) {
      throw new UsageException("give a folder");
    }
    boolean query = arguments.option("side", List.of("document", "query")).equals("query");
    int top = arguments.integer("top", 1, Integer.MAX_VALUE);
    List<String> typed = arguments.rest().subList(1, arguments.rest().size());
    if (!typed.isEmpty() && arguments.has("file")) {
      throw new UsageException("give texts or [--file], not both");
    }
    Optional<Precision> precision = precision(arguments, query);
    ModelFolder folder = ModelArgument.folder(arguments.rest().getFirst());
    ModelManifest found = ModelManifest.read(folder);
    ModelManifest manifest = precision.map(found::in).orElse(found);
    VectorPrinter printer = new VectorPrinter(terminal.out(), arguments.has("json"), top);
    try (Texts texts = texts(arguments, typed, terminal)) {
      if (query) {
        try (QueryEncoder encoder = QueryEncoder.load(manifest)) {
          encode(texts, batch -> batch.stream().map(encoder::encode).toList(), printer);
        }
      } else {
        try (DocumentEncoder encoder = OnnxDocumentEncoder.load(manifest, Precision.INT8)) {
          encode(texts, encoder::encode, printer);
        }
      }
    }
    return CommandLine.DONE;
  }

  private static Optional<Precision> precision(Arguments arguments, boolean query) {
    if (arguments.has("precision") && query) {
      throw new UsageException("[--precision] is the network's, and queries go through none");
    }
    return arguments.has("precision")
        ? Precision.named(arguments.option("precision", List.of("int8", "fp32")))
        : Optional.empty();
  }

  private static Texts texts(Arguments arguments, List<String> typed, Terminal terminal)
      throws IOException {
    if (!typed.isEmpty()) {
      return Texts.of(typed);
    }
    return arguments.has("file")
        ? Texts.of(
            ModelArgument.path(arguments.option("file").orElseThrow()),
            terminal.progress("encoding"))
        : Texts.of(terminal.in());
  }

  private static void encode(
      Texts texts, Function<List<String>, List<SparseVector>> encoder, VectorPrinter printer)
      throws IOException {
    for (List<String> batch = texts.next(BATCH); !batch.isEmpty(); batch = texts.next(BATCH)) {
      List<SparseVector> vectors = encoder.apply(batch);
      for (int i = 0; i < batch.size(); i++) {
        printer.print(batch.get(i), vectors.get(i));
      }
    }
  }
}
