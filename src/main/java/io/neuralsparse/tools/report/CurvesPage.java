/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;

/** What a training's numbers did, as one page for people. */
public final class CurvesPage {
  private CurvesPage() {}

  /**
   * The page.
   *
   * @param title what was trained
   * @param curves one plot each, in this order
   * @return HTML that is well-formed XML, too; the same for the same curves
   */
  public static String of(String title, List<Curve> curves) {
    List<Html> plots = new ArrayList<>();
    for (int place = 0; place < curves.size(); place++) {
      plots.add(new CurvePlot(curves.get(place)).html("p" + place));
    }
    return Page.of(
        "Training: " + title,
        Html.of(
            """
            <h1>{}</h1>
            """,
            title),
        Html.of(
            """
            <div class="plots">
            {}</div>
            """,
            plots),
        "train");
  }
}
