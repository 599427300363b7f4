/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Evaluations as one page for people: tables, plots and queries to look at. */
public final class HtmlPage {
  private HtmlPage() {}

  /**
   * The page.
   *
   * @param evaluations at least one
   * @return HTML that is well-formed XML, too; the same for the same evaluations
   */
  public static String of(List<Evaluation> evaluations) {
    String names =
        evaluations.stream()
            .map(each -> each.collection().name())
            .collect(Collectors.joining(", "));
    List<Html> sections = new ArrayList<>();
    for (int place = 0; place < evaluations.size(); place++) {
      sections.add(new CollectionSection(evaluations.get(place), place).html());
    }
    return Page.of(
        "Evaluation: " + names,
        Html.of(
            """
            <h1>Relevance, cost and latency</h1>
            {}\
            """,
            contents(evaluations)),
        Html.of("{}{}", Overview.of(evaluations), sections),
        "report");
  }

  private static Html contents(List<Evaluation> evaluations) {
    List<Html> links = new ArrayList<>();
    for (int place = 0; place < evaluations.size(); place++) {
      links.add(
          Html.of(
              """
              <li><a href="#{}">{}</a></li>
              """,
              CollectionSection.id(place),
              evaluations.get(place).collection().name()));
    }
    return links.size() < 2
        ? Html.NONE
        : Html.of(
            """
            <nav aria-label="Collections"><ul>
            {}</ul></nav>
            """,
            links);
  }
}
