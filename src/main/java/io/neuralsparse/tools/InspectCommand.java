/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.neuralsparse.model.ModelFolder;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Shows what a model folder holds, what decided in it, and what is wrong with it. */
final class InspectCommand implements Command {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "shows what a model folder holds, and what is wrong with it";
  }

  @Override
  public String help() {
    return """
        neural-sparse inspect <folder> [--json] [--no-digests]

        Shows what the plugin would make of a model folder: its network and the file that holds it,
        pooling, activation, window, tokeniser, table of query weights, and for each of them which
        file decided and which ones were passed over. Then it opens the weights, the vocabulary and
        the table, says what is missing or broken, and lists every file with size and SHA-256.

          --json         the same as one JSON object
          --no-digests   leave the SHA-256 out, which reads every file whole

        Exit code 1 when the folder cannot be served as it is.

        Examples
          neural-sparse inspect opensearch-neural-sparse-encoding-doc-v2-distill
          neural-sparse inspect config/neural-sparse/models/lexical
          neural-sparse inspect my-model --json --no-digests | jq .decisions
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, Set.of(), Set.of("json", "no-digests"));
    ModelFolder folder = ModelArgument.folder(arguments.only("folder"));
    Inspection inspection = new Inspector(folder, terminal).inspect(!arguments.has("no-digests"));
    if (arguments.has("json")) {
      terminal.out().println(PRETTY.toJson(inspection));
    } else {
      new InspectionPrinter(terminal.out()).print(inspection);
    }
    return inspection.problems().isEmpty() ? CommandLine.DONE : CommandLine.FAILED;
  }
}
