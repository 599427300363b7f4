/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What a system wins and loses against another, query by query, from the best to the worst. */
final class DifferencePlot {
  private static final int HEIGHT = 240;
  private static final int TICKS = 7;
  private static final int TEXT = 90;

  /** What counts as equal: less than is ever shown. */
  private static final double EQUAL = 1e-9;

  private final Evaluation evaluation;
  private final SystemResult system;
  private final SystemResult other;
  private final String metric;
  private final double[] mine;
  private final double[] others;

  /** Both have the metric. */
  DifferencePlot(Evaluation evaluation, SystemResult system, SystemResult other, String metric) {
    this.evaluation = evaluation;
    this.system = system;
    this.other = other;
    this.metric = metric;
    this.mine = system.relevance().metrics().get(metric).perQuery();
    this.others = other.relevance().metrics().get(metric).perQuery();
  }

  private double difference(int query) {
    double difference = mine[query] - others[query];
    return Math.abs(difference) < EQUAL ? 0 : difference;
  }

  Html html(String id) {
    int[] order =
        IntStream.range(0, mine.length)
            .boxed()
            .sorted((a, b) -> Double.compare(difference(b), difference(a)))
            .mapToInt(Integer::intValue)
            .toArray();
    long better = IntStream.of(order).filter(query -> difference(query) > 0).count();
    long worse = IntStream.of(order).filter(query -> difference(query) < 0).count();
    double most = IntStream.of(order).mapToDouble(q -> Math.abs(difference(q))).max().orElse(0);
    String counts =
        Numbers.count(better)
            + " better, "
            + Numbers.count(worse)
            + " worse, "
            + Numbers.count(mine.length - better - worse)
            + " equal.";
    String label = Metrics.label(metric);
    Frame frame =
        new Frame(
            id,
            label + " of " + system.name() + " less that of " + other.name() + ", by query",
            counts,
            HEIGHT,
            new Axis("queries, sorted", List.of(), false),
            Axis.linear(
                "difference of " + label, -Math.max(most, 0.01), Math.max(most, 0.01), TICKS));
    List<Html> contents = new ArrayList<>();
    double width = (frame.right() - frame.left()) / order.length;
    for (int i = 0; i < order.length; i++) {
      if (difference(order[i]) != 0) {
        contents.add(bar(frame, order[i], frame.left() + i * width, width));
      }
    }
    contents.add(frame.rule(frame.y(0)));
    return ScatterPlot.figure(
        frame.with(contents), Html.of("{} against {}", system.name(), other.name()), counts);
  }

  private Html bar(Frame frame, int query, double left, double width) {
    double difference = difference(query);
    double top = frame.y(Math.max(difference, 0));
    double height = frame.y(Math.min(difference, 0)) - top;
    TestCollection.Query asked = evaluation.collection().queries().get(query);
    return Html.of(
        """
        <rect class="{}" x="{}" y="{}" width="{}" height="{}">\
        <title>{}: {} ({}; {} − {})</title></rect>
        """,
        difference > 0 ? "better" : "worse",
        left,
        top,
        width > 4 ? width - 1 : width,
        height,
        asked.id(),
        Texts.beginning(asked.text(), TEXT),
        Numbers.difference(difference),
        Numbers.metric(mine[query]),
        Numbers.metric(others[query]));
  }
}
