/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

/** The sign of a system: a shape as well as a colour, for those who see no colours. */
final class Marker {
  /** Colours in the style sheet. */
  private static final int COLOURS = 7;

  /** Around 0, about ten pixels wide. */
  private static final String[] SHAPES = {
    "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0z",
    "M-4.5,-4.5h9v9h-9z",
    "M0,-6l5.6,10h-11.2z",
    "M0,-6.2l6.2,6.2l-6.2,6.2l-6.2,-6.2z",
    "M0,6l5.6,-10h-11.2z",
    "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z"
  };

  private Marker() {}

  /** The class that has the colour of a system. */
  static String colour(int place) {
    return "c" + place % COLOURS;
  }

  /**
   * A sign in a plot.
   *
   * @param place of the system, from 0
   * @param title what a pointer is told
   */
  static Html at(int place, double x, double y, String title) {
    return Html.of(
        """
        <path class="point {}" transform="translate({} {})" d="{}"><title>{}</title></path>
        """,
        colour(place),
        x,
        y,
        SHAPES[place % SHAPES.length],
        title);
  }

  /** A sign beside a name. */
  static Html inline(int place) {
    return Html.of(
        """
        <svg class="sign" viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true">\
        <path class="point {}" d="{}"/></svg>\
        """,
        colour(place),
        SHAPES[place % SHAPES.length]);
  }
}
