/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A plot without its contents: axes, grid, and what those hear who cannot see it.
 *
 * @param id unique on the page
 * @param title what is shown
 * @param description what is to be seen
 * @param height in pixels
 * @param x values from left to right
 * @param y values from below
 */
record Frame(String id, String title, String description, int height, Axis x, Axis y) {
  /** Pixels at 100 %. */
  static final int WIDTH = 520;

  private static final int LEFT = 66;
  private static final int RIGHT = 16;
  private static final int TOP = 14;
  private static final int BOTTOM = 46;
  private static final int BOTTOM_WITHOUT_TICKS = 26;

  double left() {
    return LEFT;
  }

  double right() {
    return (double) WIDTH - RIGHT;
  }

  double top() {
    return TOP;
  }

  double bottom() {
    return (double) height - (x.ticks().isEmpty() ? BOTTOM_WITHOUT_TICKS : BOTTOM);
  }

  double x(double value) {
    return LEFT + x.place(value) * (right() - LEFT);
  }

  double y(double value) {
    return bottom() - y.place(value) * (bottom() - TOP);
  }

  /** The plot. */
  Html with(List<Html> contents) {
    return Html.of(
        """
        <svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-labelledby="{}-t {}-d">
        <title id="{}-t">{}</title>
        <desc id="{}-d">{}</desc>
        {}{}{}</svg>
        """,
        WIDTH,
        height,
        WIDTH,
        height,
        id,
        id,
        id,
        title,
        id,
        description,
        grid(),
        contents,
        labels());
  }

  private Html grid() {
    List<Html> lines = new ArrayList<>();
    for (BigDecimal tick : y.ticks()) {
      double at = y(tick.doubleValue());
      lines.add(
          Html.of(
              """
              <line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>
              <text class="tick end" x="{}" y="{}">{}</text>
              """,
              left(),
              at,
              right(),
              at,
              left() - 8,
              at + 4,
              y.label(tick)));
    }
    for (BigDecimal tick : x.ticks()) {
      double at = x(tick.doubleValue());
      lines.add(
          Html.of(
              """
              <line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>
              <text class="tick middle" x="{}" y="{}">{}</text>
              """,
              at,
              bottom(),
              at,
              bottom() + 5,
              at,
              bottom() + 19,
              x.label(tick)));
    }
    if (!x.ticks().isEmpty()) {
      lines.add(rule(bottom()));
    }
    return Html.join(lines);
  }

  /** A line from side to side. */
  Html rule(double at) {
    return Html.of(
        """
        <line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>
        """,
        left(),
        at,
        right(),
        at);
  }

  private Html labels() {
    double middle = (top() + bottom()) / 2;
    return Html.of(
        """
        <text class="label middle" x="{}" y="{}">{}</text>
        <text class="label middle" x="14" y="{}" transform="rotate(-90 14 {})">{}</text>
        """,
        (left() + right()) / 2,
        height - 8,
        x.label(),
        middle,
        middle,
        y.label());
  }
}
