/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Relevance of systems against what they cost: good ones are on the left, above. */
final class ScatterPlot {
  private static final int HEIGHT = 320;
  private static final int TICKS = 7;
  private static final double LEAST_SPAN = 0.02;
  private static final int LABEL = 30;

  /** Pixels. */
  private static final double BESIDE = 12;

  private static final double MARGIN = 0.12;

  private final Evaluation evaluation;
  private final String metric;

  /**
   * A system in the plot.
   *
   * @param place in the evaluation
   * @param name of the system
   * @param x what it costs
   * @param until the end of a whisker from there, {@code x} for none
   * @param y how good it is
   */
  private record Point(int place, String name, double x, double until, double y) {}

  ScatterPlot(Evaluation evaluation) {
    this.evaluation = evaluation;
    this.metric = Metrics.main(List.of(evaluation));
  }

  /** Against FLOPS; systems without vectors are lines. Nothing where no system has vectors. */
  Html againstFlops(String id) {
    return plot(
        id,
        "FLOPS",
        "FLOPS: tokens that a query and a document share",
        system -> system.cost().flops(),
        system -> system.cost().flops());
  }

  /** Against the median latency, with whiskers to p90. Nothing where nothing was timed. */
  Html againstLatency(String id) {
    return plot(
        id,
        "latency",
        "latency, ms (point: p50, whisker: to p90)",
        system -> system.latency() == null ? null : (Double) system.latency().p50(),
        system -> system.latency() == null ? null : (Double) system.latency().p90());
  }

  private Html plot(
      String id,
      String cost,
      String label,
      Function<SystemResult, Double> x,
      Function<SystemResult, Double> until) {
    List<Point> points = new ArrayList<>();
    List<Point> lines = new ArrayList<>();
    for (int place = 0; place < evaluation.systems().size(); place++) {
      SystemResult system = evaluation.systems().get(place);
      double y = Metrics.mean(system, metric).orElse(Double.NaN);
      Double from = x.apply(system);
      if (!Double.isNaN(y) && from != null) {
        points.add(new Point(place, system.name(), from, until.apply(system), y));
      } else if (!Double.isNaN(y)) {
        lines.add(new Point(place, system.name(), 0, 0, y));
      }
    }
    if (points.isEmpty()) {
      return Html.NONE;
    }
    Frame frame = frame(id, cost, label, points, lines);
    List<Html> contents = new ArrayList<>();
    LabelPlaces places =
        new LabelPlaces(
            new LabelPlaces.Box(frame.left(), frame.top(), frame.right(), frame.bottom()));
    lines.forEach(line -> contents.add(line(frame, line, places)));
    points.forEach(point -> block(frame, point, places));
    points.forEach(point -> contents.add(whisker(frame, point)));
    points.forEach(point -> contents.add(point(frame, point, cost, places)));
    return figure(
        frame.with(contents),
        Html.of("{} against {}", Metrics.label(metric), cost),
        "Better is further up, cheaper is further left.");
  }

  private Frame frame(String id, String cost, String label, List<Point> points, List<Point> lines) {
    DoubleStream.Builder heights = DoubleStream.builder();
    points.forEach(point -> heights.add(point.y()));
    lines.forEach(point -> heights.add(point.y()));
    double[] sorted = heights.build().sorted().toArray();
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double margin = Math.max(high - low, LEAST_SPAN) * MARGIN;
    double least = points.stream().mapToDouble(Point::x).min().orElseThrow();
    double most = points.stream().mapToDouble(p -> Math.max(p.x(), p.until())).max().orElseThrow();
    String measure = Metrics.label(metric);
    return new Frame(
        id,
        measure + " against " + cost,
        describe(cost, points, lines),
        HEIGHT,
        Axis.fitting(label, least, most, TICKS),
        Axis.linear(measure, Math.max(0, low - margin), high + margin, TICKS));
  }

  private String describe(String cost, List<Point> points, List<Point> lines) {
    List<String> parts = new ArrayList<>();
    for (Point point : points) {
      parts.add(
          point.name()
              + ": "
              + Metrics.label(metric)
              + " "
              + Numbers.metric(point.y())
              + " at "
              + cost
              + " "
              + Numbers.significant(point.x()));
    }
    for (Point line : lines) {
      parts.add(
          line.name() + ": " + Metrics.label(metric) + " " + Numbers.metric(line.y()) + ", a line");
    }
    return String.join("; ", parts) + ".";
  }

  private static void block(Frame frame, Point point, LabelPlaces places) {
    double x = frame.x(point.x());
    double y = frame.y(point.y());
    places.block(new LabelPlaces.Box(x - 7, y - 7, x + 7, y + 7));
    places.block(new LabelPlaces.Box(x, y - 2, frame.x(point.until()), y + 2));
  }

  private static Html line(Frame frame, Point line, LabelPlaces places) {
    double y = frame.y(line.y());
    places.block(new LabelPlaces.Box(frame.left(), y - 2, frame.right(), y + 2));
    String name = Texts.label(line.name(), LABEL);
    LabelPlaces.Place place = places.place(name, frame.right(), y);
    return Html.of(
        """
        <line class="reference {}" x1="{}" y1="{}" x2="{}" y2="{}"/>
        <text class="name {}" x="{}" y="{}">{}</text>
        """,
        Marker.colour(line.place()),
        frame.left(),
        y,
        frame.right(),
        y,
        place.anchor(),
        place.x(),
        place.y(),
        name);
  }

  private static Html whisker(Frame frame, Point point) {
    double x = frame.x(point.x());
    double until = frame.x(point.until());
    double y = frame.y(point.y());
    if (until <= x) {
      return Html.NONE;
    }
    return Html.of(
        """
        <path class="whisker {}" d="M{},{}H{}m0,-4v8"/>
        """,
        Marker.colour(point.place()),
        x,
        y,
        until);
  }

  private Html point(Frame frame, Point point, String cost, LabelPlaces places) {
    double x = frame.x(point.x());
    double y = frame.y(point.y());
    String name = Texts.label(point.name(), LABEL);
    LabelPlaces.Place place = places.place(name, x, y);
    String title =
        point.name()
            + ": "
            + Metrics.label(metric)
            + " "
            + Numbers.metric(point.y())
            + ", "
            + cost
            + " "
            + Numbers.significant(point.x());
    return Html.of(
        """
        {}{}<text class="name {}" x="{}" y="{}">{}</text>
        """,
        leader(place.box(), x, y),
        Marker.at(point.place(), x, y, title),
        place.anchor(),
        place.x(),
        place.y(),
        name);
  }

  /** A line to a name that is not beside its point. */
  private static Html leader(LabelPlaces.Box box, double x, double y) {
    double toX = Math.clamp(x, box.left(), box.right());
    double toY = Math.clamp(y, box.top() + 2, box.bottom() - 2);
    if (Math.hypot(toX - x, toY - y) <= BESIDE) {
      return Html.NONE;
    }
    return Html.of(
        """
        <line class="leader" x1="{}" y1="{}" x2="{}" y2="{}"/>
        """,
        x,
        y,
        toX,
        toY);
  }

  static Html figure(Html plot, Html title, String caption) {
    return Html.of(
        """
        <figure>
        <figcaption><strong>{}</strong> {}</figcaption>
        {}</figure>
        """,
        title,
        caption,
        plot);
  }
}
