/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import io.neuralsparse.tools.report.Case.Document;
import io.neuralsparse.tools.report.Case.TokenWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query that went badly: the documents it should have found beside those it found, and what each
 * token gave to the score of each.
 */
final class CaseSection {
  private static final int OTHERS = 10;
  private static final int LETTERS = 26;

  /** Steps of the shading by contribution. */
  private static final int SHADES = 5;

  private final Evaluation evaluation;
  private final Case shown;
  private final String metric;

  CaseSection(Evaluation evaluation, Case shown) {
    this.evaluation = evaluation;
    this.shown = shown;
    this.metric = Metrics.main(List.of(evaluation));
  }

  /**
   * The section, folded.
   *
   * @param open whether it is unfolded at first
   */
  Html html(boolean open) {
    int place = evaluation.collection().place(shown.query());
    TestCollection.Query query = evaluation.collection().queries().get(place);
    List<Html> cards = new ArrayList<>();
    for (int i = 0; i < shown.documents().size(); i++) {
      cards.add(card(i, shown.documents().get(i)));
    }
    return Html.of(
        """
        <details class="case"{}>
        <summary><span class="query" dir="auto">{}</span> <span class="note">query {}: {}</span></summary>
        <p class="note">Judged relevant: {}. Shown are relevant documents, then the first hits of {}.</p>
        <div class="cards">
        {}</div>
        {}</details>
        """,
        Html.of(open ? " open=\"open\"" : ""),
        query.text().isBlank() ? query.id() : query.text(),
        query.id(),
        values(place),
        Numbers.count(query.relevant()),
        shown.system(),
        cards,
        tokens());
  }

  /** How all systems did. */
  private String values(int place) {
    return evaluation.systems().stream()
        .filter(system -> system.relevance().metrics().containsKey(metric))
        .map(
            system ->
                system.name()
                    + " "
                    + Numbers.metric(system.relevance().metrics().get(metric).perQuery()[place]))
        .collect(Collectors.joining(", ", Metrics.label(metric) + " of ", ""));
  }

  private static String letter(int place) {
    return place < LETTERS ? String.valueOf((char) ('A' + place)) : "#" + (place + 1);
  }

  private Html card(int place, Document document) {
    String ranks =
        evaluation.systems().stream()
            .map(
                system -> {
                  Integer rank = document.ranks().get(system.name());
                  return system.name() + " " + (rank == null ? "not found" : Numbers.count(rank));
                })
            .collect(Collectors.joining(", "));
    return Html.of(
        """
        <article class="card{}">
        <h5><span class="letter">{}</span> {} <span class="note">{}</span></h5>
        <p class="title" dir="auto">{}</p>
        <p class="text" dir="auto">{}</p>
        <p class="note">Ranks: {}</p>
        </article>
        """,
        document.relevant() ? " relevant" : "",
        letter(place),
        judgement(document),
        document.id(),
        document.title() == null ? "" : document.title(),
        document.text(),
        ranks);
  }

  private static String judgement(Document document) {
    if (document.grade() == null) {
      return "Not judged";
    }
    return document.relevant() ? "Relevant, grade " + document.grade() : "Not relevant";
  }

  /** Query weight × document weight of each token of the query, for the documents side by side. */
  private Html tokens() {
    if (shown.tokens().isEmpty() || shown.documents().isEmpty()) {
      return Html.NONE;
    }
    double most = 0;
    for (TokenWeight token : shown.tokens()) {
      for (Document document : shown.documents()) {
        most = Math.max(most, contribution(token, document).orElse(0));
      }
    }
    List<Html> rows = new ArrayList<>();
    for (TokenWeight token : shown.tokens()) {
      List<Html> cells = new ArrayList<>();
      cells.add(Table.cell(Numbers.fixed(token.weight(), 2)));
      for (Document document : shown.documents()) {
        cells.add(cell(token, document, most));
      }
      rows.add(Table.row(tokenHead(token.token()), cells));
    }
    rows.add(scores());
    rows.add(others());
    List<String> columns = new ArrayList<>(List.of("Query"));
    for (int i = 0; i < shown.documents().size(); i++) {
      columns.add(letter(i) + (shown.documents().get(i).relevant() ? " (relevant)" : ""));
    }
    return Table.of(
        "What each token gives to the score of "
            + shown.system()
            + ": weight in the document → weight × that of the query.",
        "Token",
        List.of(),
        columns,
        rows);
  }

  private static Html tokenHead(String token) {
    return Html.of("<th scope=\"row\"><code dir=\"auto\">{}</code></th>", token);
  }

  private static OptionalDouble weight(String token, Document document) {
    return document.tokens().stream()
        .filter(each -> each.token().equals(token))
        .mapToDouble(TokenWeight::weight)
        .findFirst();
  }

  private static OptionalDouble contribution(TokenWeight token, Document document) {
    OptionalDouble weight = weight(token.token(), document);
    return weight.isPresent()
        ? OptionalDouble.of(weight.getAsDouble() * token.weight())
        : OptionalDouble.empty();
  }

  private static Html cell(TokenWeight token, Document document, double most) {
    OptionalDouble weight = weight(token.token(), document);
    if (weight.isEmpty()) {
      return Html.of("<td class=\"number nothing\">·</td>\n");
    }
    double gives = contribution(token, document).getAsDouble();
    int shade = most > 0 ? (int) Math.clamp(Math.ceil(gives / most * SHADES), 0, SHADES) : 0;
    return Html.of(
        """
        <td class="number shade{}"><span class="note">{} →</span> {}</td>
        """,
        shade,
        Numbers.fixed(weight.getAsDouble(), 2),
        Numbers.fixed(gives, 2));
  }

  private Html scores() {
    List<Html> cells = new ArrayList<>();
    cells.add(Table.cell(""));
    for (Document document : shown.documents()) {
      cells.add(
          Table.cell(document.score() == null ? "not found" : Numbers.fixed(document.score(), 2)));
    }
    return Html.of(
        """
        <tr class="sum"><th scope="row">Score</th>
        {}</tr>
        """,
        cells);
  }

  /** Tokens that the query has not. */
  private Html others() {
    Set<String> asked = shown.tokens().stream().map(TokenWeight::token).collect(Collectors.toSet());
    List<Html> cells = new ArrayList<>();
    cells.add(Table.cell(""));
    for (Document document : shown.documents()) {
      List<Html> tokens =
          document.tokens().stream()
              .filter(token -> !asked.contains(token.token()))
              .limit(OTHERS)
              .map(
                  token ->
                      Html.of(
                          "<code dir=\"auto\">{}</code> {}<br/>",
                          token.token(),
                          Numbers.fixed(token.weight(), 2)))
              .toList();
      cells.add(Html.of("<td class=\"others\">{}</td>\n", tokens));
    }
    return Html.of(
        """
        <tr><th scope="row">Heaviest others</th>
        {}</tr>
        """,
        cells);
  }
}
