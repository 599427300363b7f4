/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.List;

/** The parts of a table. */
final class Table {
  private Table() {}

  /**
   * A table that scrolls by itself where it is too wide; nothing where there are no rows.
   *
   * @param corner the name of the first column, of the rows' names
   * @param words names of the columns of words, which come next
   * @param numbers names of the columns of numbers
   */
  static Html of(
      String caption, String corner, List<String> words, List<String> numbers, List<Html> rows) {
    if (rows.isEmpty()) {
      return Html.NONE;
    }
    return Html.of(
        """
        <div class="wide" role="region" tabindex="0" aria-label="{}">
        <table>
        <caption>{}</caption>
        <thead><tr><th scope="col">{}</th>{}{}</tr></thead>
        <tbody>
        {}</tbody>
        </table>
        </div>
        """,
        caption,
        caption,
        corner,
        words.stream().map(name -> Html.of("<th scope=\"col\">{}</th>", name)).toList(),
        numbers.stream()
            .map(name -> Html.of("<th scope=\"col\" class=\"number\">{}</th>", broken(name)))
            .toList(),
        rows);
  }

  /** Names of metrics are wide: {@code NDCG} above {@code @10}. */
  private static Html broken(String name) {
    int at = name.indexOf('@');
    return at < 0
        ? Html.text(name)
        : Html.of("{}<br/>{}", name.substring(0, at), name.substring(at));
  }

  static Html row(Html head, List<Html> cells) {
    return Html.of(
        """
        <tr>{}
        {}</tr>
        """,
        head,
        cells);
  }

  static Html head(String name) {
    return Html.of("<th scope=\"row\">{}</th>", name);
  }

  /** With the sign that the system has in plots. */
  static Html systemHead(int place, String name) {
    return Html.of("<th scope=\"row\">{} {}</th>", Marker.inline(place), name);
  }

  /** A number. */
  static Html cell(String number) {
    return Html.of("<td class=\"number\">{}</td>\n", number);
  }

  /** What is no number. */
  static Html words(String text) {
    return Html.of("<td>{}</td>\n", text);
  }
}
