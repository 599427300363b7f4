/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them; the same in every country. */
final class Numbers {
  /** What stands where there is no number. */
  static final String NONE = "–";

  private static final String MINUS = "−";
  private static final double LEAST_P = 0.001;

  private Numbers() {}

  /** A whole number with commas. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace("-", MINUS);
  }

  /** So many digits after the point. */
  static String fixed(double number, int digits) {
    String text = String.format(Locale.ROOT, "%,." + digits + "f", number);
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return zero ? text.replace("-", "") : text.replace("-", MINUS);
  }

  /** A figure of relevance. */
  static String metric(double value) {
    return fixed(value, 3);
  }

  /** A difference of two figures of relevance, with its sign. */
  static String difference(double value) {
    String text = metric(value);
    return value > 0 && !text.equals(metric(0)) ? "+" + text : text;
  }

  /** A p-value. */
  static String probability(double p) {
    return p < LEAST_P ? "< 0.001" : metric(p);
  }

  /** Three digits that count, more before the point if there are. */
  static String significant(double number) {
    if (number == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(3));
    int before = rounded.precision() - rounded.scale();
    return fixed(number, Math.clamp(3 - before, 0, 6));
  }

  /** A size in powers of 1000. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double size = bytes;
    int unit = 0;
    while (size >= 999.5 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    return significant(size) + " " + units[unit];
  }
}
