/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Evaluations as one page for people: tables, plots and queries to look at. It needs nothing but
 * itself: no script, no other file, no network.
 */
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
    return Html.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>Evaluation: {}</title>
            <style>
            {}</style>
            </head>
            <body>
            <header>
            <h1>Relevance, cost and latency</h1>
            {}</header>
            <main>
            {}{}</main>
            <footer><p class="note">Written by <code>neural-sparse report</code>.</p></footer>
            </body>
            </html>
            """,
            names,
            style(),
            contents(evaluations),
            Overview.of(evaluations),
            sections)
        .markup();
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

  private static Html style() {
    try (InputStream style = HtmlPage.class.getResourceAsStream("page.css")) {
      return new Html(new String(style.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
