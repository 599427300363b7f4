/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A curve. With more points than can be told apart, the line is of means over equal numbers of
 * steps, within a band from their least to their greatest value.
 */
final class CurvePlot {
  private static final int HEIGHT = 220;
  private static final int TICKS = 7;

  /** Means shown at most: one for two pixels. */
  private static final int MOST_MEANS = 220;

  /** So many points are marked one by one. */
  private static final int MARKED = 40;

  private static final double MARGIN = 0.08;

  /** Values as near to each other as this share of their size are shown as one. */
  private static final double LEAST_SPAN = 1e-6;

  /** From this ratio on positive values are on a logarithmic axis. */
  private static final double WIDE = 50;

  private final Curve curve;

  /** What is shown at one place: the mean over some steps, and the ends of their values. */
  private record Mean(double step, double value, double least, double most) {}

  CurvePlot(Curve curve) {
    this.curve = curve;
  }

  Html html(String id) {
    Curve.Point last = curve.last();
    String unit = curve.unit().isEmpty() ? "" : " " + curve.unit();
    String summary =
        Numbers.significant(last.value())
            + unit
            + " at step "
            + Numbers.count(last.step())
            + "; from "
            + Numbers.significant(curve.least())
            + " to "
            + Numbers.significant(curve.most())
            + ".";
    String measure = curve.label() + (curve.unit().isEmpty() ? "" : ", " + curve.unit());
    Frame frame = new Frame(id, curve.label(), summary, HEIGHT, steps(), values(measure));
    return ScatterPlot.figure(frame.with(contents(frame)), Html.text(curve.label()), summary);
  }

  private Axis steps() {
    double first = curve.points().getFirst().step();
    double last = curve.last().step();
    double low = last > first && first > last / 2 ? first : 0;
    return Axis.linear("step", low, Math.max(last, low + 1), TICKS);
  }

  private Axis values(String measure) {
    double least = curve.least();
    double most = curve.most();
    if (least > 0 && most / least >= WIDE) {
      return new Axis(measure + ", logarithmic", Ticks.logarithmic(least, most, TICKS), true);
    }
    double size = Math.max(LEAST_SPAN, Math.max(Math.abs(least), Math.abs(most)));
    double margin = Math.max(most - least, size * LEAST_SPAN * 100) * MARGIN;
    double low = least >= 0 ? Math.max(0, least - margin) : least - margin;
    return Axis.linear(measure, low, most + margin, TICKS);
  }

  private List<Html> contents(Frame frame) {
    List<Mean> means = means();
    List<Html> contents = new ArrayList<>();
    if (means.size() < curve.points().size()) {
      contents.add(band(frame, means));
    }
    contents.add(line(frame, means));
    if (curve.points().size() <= MARKED) {
      for (Curve.Point point : curve.points()) {
        contents.add(mark(frame, point));
      }
    }
    return contents;
  }

  /** The points themselves, where there are few. */
  private List<Mean> means() {
    List<Curve.Point> points = curve.points();
    long first = points.getFirst().step();
    long width = points.size() <= MOST_MEANS ? 1 : (curve.last().step() - first) / MOST_MEANS + 1;
    List<Mean> means = new ArrayList<>();
    int end;
    for (int start = 0; start < points.size(); start = end) {
      long until = first + ((points.get(start).step() - first) / width + 1) * width;
      end = start;
      while (end < points.size() && points.get(end).step() < until) {
        end++;
      }
      means.add(mean(points.subList(start, end)));
    }
    return means;
  }

  private static Mean mean(List<Curve.Point> points) {
    double steps = 0;
    double values = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Curve.Point point : points) {
      steps += point.step();
      values += point.value();
      least = Math.min(least, point.value());
      most = Math.max(most, point.value());
    }
    return new Mean(steps / points.size(), values / points.size(), least, most);
  }

  private static Html line(Frame frame, List<Mean> means) {
    StringBuilder path = new StringBuilder();
    for (Mean mean : means) {
      add(path, frame.x(mean.step()), frame.y(mean.value()));
    }
    return Html.of(
        """
        <path class="curve" d="{}"/>
        """,
        path);
  }

  private static Html band(Frame frame, List<Mean> means) {
    StringBuilder path = new StringBuilder();
    means.forEach(mean -> add(path, frame.x(mean.step()), frame.y(mean.most())));
    means.reversed().forEach(mean -> add(path, frame.x(mean.step()), frame.y(mean.least())));
    return Html.of(
        """
        <path class="band" d="{}Z"/>
        """,
        path);
  }

  private static void add(StringBuilder path, double x, double y) {
    path.append(Html.of(path.isEmpty() ? "M{},{}" : "L{},{}", x, y).markup());
  }

  private Html mark(Frame frame, Curve.Point point) {
    return Html.of(
        """
        <circle class="mark-point" cx="{}" cy="{}" r="3"><title>step {}: {}</title></circle>
        """,
        frame.x((double) point.step()),
        frame.y(point.value()),
        Numbers.count(point.step()),
        Numbers.significant(point.value()));
  }
}
