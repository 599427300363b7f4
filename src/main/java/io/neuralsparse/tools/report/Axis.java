/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.util.List;

/**
 * What values a side of a plot shows, from its first tick to its last.
 *
 * @param label what the values are
 * @param ticks at least two, ascending; none where only the label is shown
 * @param logarithmic whether equal ratios are equally far apart
 */
record Axis(String label, List<BigDecimal> ticks, boolean logarithmic) {
  /** From this ratio on values are on a logarithmic axis. */
  private static final double WIDE = 20;

  private static final double LEAST = 1e-6;

  /** From so many thousands on ticks are said in thousands, or millions. */
  private static final int LONG = 10;

  private static final List<String> LONG_NAMES = List.of("k", "M");

  static Axis linear(String label, double low, double high, int most) {
    return new Axis(label, Ticks.linear(low, high, most), false);
  }

  /** From 0, or logarithmic where some values are many times others. */
  static Axis fitting(String label, double low, double high, int most) {
    return low > 0 && high / low >= WIDE
        ? new Axis(label + ", logarithmic", Ticks.logarithmic(low, high, most), true)
        : linear(label, 0, Math.max(high, LEAST), most);
  }

  /** A tick's value, with as many digits as the others have. */
  String label(BigDecimal tick) {
    int digits = 0;
    for (BigDecimal each : logarithmic ? List.of(tick) : ticks) {
      digits = Math.max(digits, each.stripTrailingZeros().scale());
    }
    for (int power = LONG_NAMES.size(); power > 0; power--) {
      double unit = Math.pow(1000, power);
      if (!logarithmic && tick.signum() != 0 && last() >= LONG * unit) {
        return Numbers.fixed(tick.doubleValue() / unit, 0) + LONG_NAMES.get(power - 1);
      }
    }
    return Numbers.fixed(tick.doubleValue(), digits);
  }

  double first() {
    return ticks.getFirst().doubleValue();
  }

  double last() {
    return ticks.getLast().doubleValue();
  }

  /** Where a value is: 0 at the first tick, 1 at the last. */
  double place(double value) {
    return logarithmic
        ? Math.log(value / first()) / Math.log(last() / first())
        : (value - first()) / (last() - first());
  }
}
