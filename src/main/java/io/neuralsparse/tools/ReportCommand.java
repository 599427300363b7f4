/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.report.Evaluation;
import io.neuralsparse.tools.report.EvaluationFile;
import io.neuralsparse.tools.report.HtmlPage;
import io.neuralsparse.tools.report.MarkdownPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows people what evaluations have found. */
final class ReportCommand implements Command {
  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "makes pages for people from the files of evaluations";
  }

  @Override
  public String help() {
    return """
        neural-sparse report <file>... [--html FILE] [--markdown FILE]

        Makes pages of files that neural-sparse evaluate --json has written, one for each collection,
        in the order given. The same files give the same pages.

          --html FILE      one page with tables, plots, and the worst queries token by token; it needs
                           no other file and no network
          --markdown FILE  tables, for a repository

        Examples
          neural-sparse report scifact.json --html scifact.html
          neural-sparse report scifact.json nfcorpus.json --markdown docs/results.md
        """;
  }

  @Override
  public int run(List<String> words, Terminal terminal) throws IOException {
    Arguments arguments = new Arguments(words, Set.of("html", "markdown"), Set.of());
    Optional<String> html = arguments.option("html");
    Optional<String> markdown = arguments.option("markdown");
    if (arguments.rest().isEmpty()) {
      throw new UsageException("give the file of an evaluation, or several");
    }
    if (html.isEmpty() && markdown.isEmpty()) {
      throw new UsageException("give [--html] or [--markdown], or both");
    }
    List<Evaluation> evaluations = new ArrayList<>();
    for (String file : arguments.rest()) {
      evaluations.add(EvaluationFile.read(ModelArgument.path(file)));
    }
    if (html.isPresent()) {
      EvaluationFile.write(ModelArgument.path(html.get()), HtmlPage.of(evaluations));
    }
    if (markdown.isPresent()) {
      EvaluationFile.write(ModelArgument.path(markdown.get()), MarkdownPage.of(evaluations));
    }
    return CommandLine.DONE;
  }
}
