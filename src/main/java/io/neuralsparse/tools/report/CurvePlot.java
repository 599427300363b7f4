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

  /** The least height of an axis, as a share of the largest value. */
  private static final double LEAST_SPAN = 1e-4;

  /** From this ratio on positive values may be on a logarithmic axis. */
  private static final double WIDE = 50;

  /** If so, where half of them are below this share of the largest. */
  private static final double CROWDED = 0.1;

  /** Sizes that are said with a power of ten are outside these. */
  private static final double SMALL = 1e-3;

  private static final double LARGE = 1e9;

  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private final Curve curve;
  private final double unit;
  private final String units;

  /** What is shown at one place: the mean over some steps, and the ends of their values. */
  private record Mean(double step, double value, double least, double most) {}

  CurvePlot(Curve curve) {
    this.curve = curve;
    double size = Math.max(Math.abs(curve.least()), Math.abs(curve.most()));
    int exponent = 0;
    if (size > 0 && (size < SMALL || size >= LARGE)) {
      exponent = 3 * (int) Math.floor(Math.log10(size) / 3);
    }
    this.unit = Math.pow(10, exponent);
    this.units = power(exponent) + curve.unit();
  }

  private static String power(int exponent) {
    if (exponent == 0) {
      return "";
    }
    StringBuilder power = new StringBuilder(exponent < 0 ? "10⁻" : "10");
    for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
      power.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return power.append(' ').toString();
  }

  Html html(String id) {
    Curve.Point last = curve.last();
    String summary =
        say(last.value())
            + " at step "
            + Numbers.count(last.step())
            + "; from "
            + say(curve.least())
            + " to "
            + say(curve.most())
            + ".";
    Frame frame = new Frame(id, curve.label(), summary, HEIGHT, steps(), values());
    return ScatterPlot.figure(frame.with(contents(frame)), Html.text(curve.label()), summary);
  }

  private String say(double value) {
    String number = Numbers.significant(value / unit);
    return units.isEmpty() ? number : (number + (unit == 1 ? " " : " · ") + units).strip();
  }

  private Axis steps() {
    double first = curve.points().getFirst().step();
    double last = curve.last().step();
    double low = last > first && first > last / 2 ? first : 0;
    return Axis.linear("step", low, Math.max(last, low + 1), TICKS);
  }

  private Axis values() {
    double least = curve.least() / unit;
    double most = curve.most() / unit;
    String label = units.isBlank() ? curve.label() : units.strip();
    if (least > SMALL && most / least >= WIDE && middle() / unit < most * CROWDED) {
      return new Axis(label + ", logarithmic", Ticks.logarithmic(least, most, TICKS), true);
    }
    double size = Math.max(Math.abs(least), Math.abs(most));
    double margin = Math.max(most - least, (size > 0 ? size : 1) * LEAST_SPAN) * MARGIN;
    double low = least >= 0 ? Math.max(0, least - margin) : least - margin;
    return Axis.linear(label, low, most + margin, TICKS);
  }

  /** The value that half of the others are below. */
  private double middle() {
    double[] sorted = curve.points().stream().mapToDouble(Curve.Point::value).sorted().toArray();
    return sorted[sorted.length / 2];
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

  private Html line(Frame frame, List<Mean> means) {
    StringBuilder path = new StringBuilder();
    for (Mean mean : means) {
      add(path, frame.x(mean.step()), frame.y(mean.value() / unit));
    }
    return Html.of(
        """
        <path class="curve" d="{}"/>
        """,
        path);
  }

  private Html band(Frame frame, List<Mean> means) {
    StringBuilder path = new StringBuilder();
    means.forEach(mean -> add(path, frame.x(mean.step()), frame.y(mean.most() / unit)));
    means.reversed().forEach(mean -> add(path, frame.x(mean.step()), frame.y(mean.least() / unit)));
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
        frame.y(point.value() / unit),
        Numbers.count(point.step()),
        say(point.value()));
  }
}
