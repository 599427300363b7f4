/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import io.neuralsparse.tools.report.SystemResult.Comparison;
import io.neuralsparse.tools.report.SystemResult.Expected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Evaluations as tables in Markdown, for a repository. */
public final class MarkdownPage {
  /** What may mean something to a reader of Markdown. */
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~&$!]");

  private static final Pattern FENCES = Pattern.compile("`{3,}");

  private final StringBuilder page = new StringBuilder();

  private MarkdownPage() {}

  /**
   * The page.
   *
   * @param evaluations at least one
   * @return the same for the same evaluations
   */
  public static String of(List<Evaluation> evaluations) {
    MarkdownPage page = new MarkdownPage();
    page.line("# Results");
    page.line("");
    page.line(
        "Written by `neural-sparse report`; not to be edited. Each collection's section says");
    page.line("when, with what, where and by which command its figures were made.");
    page.overview(evaluations);
    evaluations.forEach(page::section);
    return page.page.toString();
  }

  private void line(String line) {
    page.append(line).append('\n');
  }

  private void overview(List<Evaluation> evaluations) {
    Overview overview = new Overview(evaluations);
    line("");
    line("## " + Metrics.label(overview.metric()));
    List<String> columns = new ArrayList<>(List.of("System"));
    evaluations.forEach(each -> columns.add(each.collection().name()));
    columns.add("Mean");
    List<List<String>> rows = new ArrayList<>();
    for (String system : overview.systems()) {
      List<OptionalDouble> figures = overview.figures(system);
      List<String> row = new ArrayList<>(List.of(system));
      figures.forEach(figure -> row.add(Overview.shown(figure)));
      row.add(Overview.mean(figures));
      rows.add(row);
    }
    table(1, columns, rows);
  }

  private void section(Evaluation evaluation) {
    TestCollection collection = evaluation.collection();
    line("");
    line("## " + escape(collection.name()));
    line("");
    line(
        escape(
            Numbers.count(collection.documents())
                + " documents, "
                + Numbers.count(collection.queries().size())
                + " judged queries ("
                + collection.split()
                + ")"
                + (collection.remark() == null ? "." : "; " + collection.remark() + ".")));
    relevance(evaluation);
    cost(evaluation);
    comparisons(evaluation);
    expected(evaluation);
    provenance(evaluation);
  }

  private void relevance(Evaluation evaluation) {
    List<String> columns = new ArrayList<>(List.of("System"));
    Metrics.of(evaluation).forEach(metric -> columns.add(Metrics.label(metric)));
    List<List<String>> rows = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      List<String> row = new ArrayList<>(List.of(system.name()));
      Metrics.of(evaluation)
          .forEach(metric -> row.add(Overview.shown(Metrics.mean(system, metric))));
      rows.add(row);
    }
    table(1, columns, rows);
  }

  private void cost(Evaluation evaluation) {
    List<String> columns = new ArrayList<>(List.of("System"));
    columns.addAll(CostTable.COLUMNS);
    List<List<String>> rows = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      List<String> row = new ArrayList<>(List.of(system.name()));
      row.addAll(CostTable.cells(evaluation, system));
      rows.add(row);
    }
    table(1, columns, rows);
  }

  private void comparisons(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      for (Comparison each : system.relevance().comparisons()) {
        rows.add(
            List.of(
                system.name(),
                each.against(),
                Metrics.label(each.metric()),
                Numbers.difference(each.difference()),
                RelevanceTables.interval(each),
                Numbers.probability(each.p())));
      }
    }
    if (!rows.isEmpty()) {
      table(3, List.of("System", "Against", "Metric", "Difference", "95 % interval", "p"), rows);
      line("");
      line("Test: " + escape(evaluation.significanceTest()) + ".");
    }
  }

  private void expected(Evaluation evaluation) {
    List<List<String>> rows = new ArrayList<>();
    for (SystemResult system : evaluation.systems()) {
      for (Expected each : system.relevance().expected()) {
        OptionalDouble found = Metrics.mean(system, each.metric());
        rows.add(
            List.of(
                system.name(),
                Metrics.label(each.metric()),
                each.kind() + ": " + each.origin(),
                Overview.shown(found),
                Numbers.metric(each.value()) + " ± " + Numbers.metric(each.tolerance())));
      }
    }
    if (!rows.isEmpty()) {
      table(3, List.of("System", "Metric", "Origin", "Found", "Reference"), rows);
    }
  }

  private void provenance(Evaluation evaluation) {
    Provenance provenance = evaluation.provenance();
    line("");
    line("* Date: " + escape(provenance.date()));
    facts("Versions", provenance.versions());
    facts("Machine", provenance.machine());
    facts("Protocol", evaluation.protocol());
    for (SystemResult system : evaluation.systems()) {
      String model =
          system.model() == null
              ? ""
              : "; model "
                  + system.model().name()
                  + (system.model().digest() == null ? "" : ", " + system.model().digest());
      String options = system.options().isEmpty() ? "" : "; " + ProvenanceSection.options(system);
      line("* " + escape(system.name() + ": " + system.description() + options + model));
    }
    String command = provenance.command().replaceAll("\\R", " ");
    String fence =
        FENCES
            .matcher(command)
            .results()
            .map(found -> found.group() + "`")
            .max((a, b) -> Integer.compare(a.length(), b.length()))
            .orElse("```");
    line("");
    line(fence);
    line(command);
    line(fence);
  }

  private void facts(String name, Map<String, String> facts) {
    if (!facts.isEmpty()) {
      line(
          "* "
              + name
              + ": "
              + escape(
                  facts.entrySet().stream()
                      .map(each -> each.getKey() + ": " + each.getValue())
                      .collect(Collectors.joining("; "))));
    }
  }

  /**
   * A table.
   *
   * @param words number of columns on the left that are no numbers
   */
  private void table(int words, List<String> columns, List<List<String>> rows) {
    line("");
    line(row(columns));
    List<String> rule = new ArrayList<>(Collections.nCopies(columns.size(), "--:"));
    Collections.fill(rule.subList(0, words), "---");
    line("|" + String.join("|", rule) + "|");
    rows.forEach(row -> line(row(row)));
  }

  private static String row(List<String> cells) {
    return cells.stream().map(MarkdownPage::escape).collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** A text as one line that means nothing but itself. */
  private static String escape(String text) {
    return SPECIAL
        .matcher(text.replaceAll("\\R", " "))
        .replaceAll(found -> Matcher.quoteReplacement("\\" + found.group()));
  }
}
