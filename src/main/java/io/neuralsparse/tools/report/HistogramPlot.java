/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.List;

/** How many vectors have how many active tokens. */
final class HistogramPlot {
  private static final int HEIGHT = 200;
  private static final int TICKS = 7;
  private static final int X_TICKS = 9;
  private static final int BINS = 40;

  /** So that the mean's label is above the bars. */
  private static final double HEADROOM = 1.15;

  private static final int[] MANTISSAS = {1, 2, 5};

  private final String names;
  private final String what;
  private final SystemResult.Distribution distribution;
  private final int most;

  /**
   * A plot.
   *
   * @param names of the systems that have these vectors
   * @param what the vectors are of: documents or queries
   * @param most number of active tokens that plots beside this one show, too
   */
  HistogramPlot(String names, String what, SystemResult.Distribution distribution, int most) {
    this.names = names;
    this.what = what;
    this.distribution = distribution;
    this.most = most;
  }

  /** The largest number of active tokens that a vector has. */
  static int most(SystemResult.Distribution distribution) {
    int[] counts = distribution.counts();
    for (int i = counts.length - 1; i > 0; i--) {
      if (counts[i] > 0) {
        return i;
      }
    }
    return 0;
  }

  /** 1, 2 or 5 times a power of ten, such that there are not too many bins. */
  static int binWidth(int most) {
    for (int power = 1; ; power *= 10) {
      for (int mantissa : MANTISSAS) {
        if ((long) mantissa * power * BINS > most) {
          return mantissa * power;
        }
      }
    }
  }

  Html html(String id) {
    int width = binWidth(most);
    long[] bins = new long[most / width + 1];
    int[] counts = distribution.counts();
    for (int i = 0; i < counts.length; i++) {
      bins[i / width] += counts[i];
    }
    long highest = 1;
    for (long bin : bins) {
      highest = Math.max(highest, bin);
    }
    String mean = "mean " + Numbers.significant(distribution.mean());
    Frame frame =
        new Frame(
            id,
            "active tokens of " + what + ", " + names,
            mean + ", at most " + Numbers.count(most(distribution)),
            HEIGHT,
            Axis.linear("active tokens", 0, (double) bins.length * width, X_TICKS),
            Axis.linear(what, 0, highest * HEADROOM, TICKS));
    List<Html> contents = new ArrayList<>();
    for (int i = 0; i < bins.length; i++) {
      if (bins[i] > 0) {
        contents.add(bar(frame, i * width, width, bins[i]));
      }
    }
    contents.add(meanLine(frame, mean));
    return ScatterPlot.figure(
        frame.with(contents), Html.of("{}, {}", names, what), mean + " active tokens.");
  }

  private Html bar(Frame frame, int from, int width, long count) {
    double left = frame.x(from);
    double top = frame.y((double) count);
    String range = width == 1 ? Numbers.count(from) : from + " to " + (from + width - 1);
    return Html.of(
        """
        <rect class="bar" x="{}" y="{}" width="{}" height="{}">\
        <title>{} tokens: {} {}</title></rect>
        """,
        left,
        top,
        Math.max(0.5, frame.x((double) from + width) - left - 1),
        frame.bottom() - top,
        range,
        Numbers.count(count),
        what);
  }

  private Html meanLine(Frame frame, String label) {
    double x = frame.x(distribution.mean());
    boolean right = x < (frame.left() + frame.right()) * 0.6;
    return Html.of(
        """
        <line class="mean" x1="{}" y1="{}" x2="{}" y2="{}"/>
        <text class="name {}" x="{}" y="{}">{}</text>
        """,
        x,
        frame.top(),
        x,
        frame.bottom(),
        right ? "start" : "end",
        right ? x + 6 : x - 6,
        frame.top() + 10,
        label);
  }
}
