/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers to mark on an axis: 1, 2 or 5 times powers of ten, or multiples of one of these.
 */
final class Ticks {
  private static final int[] MANTISSAS = {1, 2, 5};
  private static final int LEAST_EXPONENT = -12;
  private static final int MOST_EXPONENT = 18;

  private Ticks() {}

  /**
   * Multiples of one step, the finest that gives no more of them than asked for; the first is not
   * above the range, the last not below it.
   *
   * @param low where the range begins
   * @param high where it ends, above {@code low}
   * @param most number of ticks, at least 3
   */
  static List<BigDecimal> linear(double low, double high, int most) {
    demand(low < high && most >= 3, low, high);
    for (int exponent = LEAST_EXPONENT; exponent <= MOST_EXPONENT; exponent++) {
      for (int mantissa : MANTISSAS) {
        BigDecimal step = BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent);
        BigDecimal first = steps(low, step, RoundingMode.FLOOR);
        BigDecimal last = steps(high, step, RoundingMode.CEILING);
        if (last.subtract(first).compareTo(BigDecimal.valueOf(most - 1L)) <= 0) {
          List<BigDecimal> ticks = new ArrayList<>();
          for (BigDecimal i = first; i.compareTo(last) <= 0; i = i.add(BigDecimal.ONE)) {
            ticks.add(i.multiply(step));
          }
          return ticks;
        }
      }
    }
    throw new IllegalArgumentException("no ticks from " + low + " to " + high);
  }

  private static BigDecimal steps(double value, BigDecimal step, RoundingMode mode) {
    return BigDecimal.valueOf(value).divide(step, 0, mode);
  }

  /**
   * 1, 2 and 5 times powers of ten, or powers of ten only where that would be too many; the first
   * is not above the range, the last not below it.
   *
   * @param low where the range begins, above 0
   * @param high where it ends, above {@code low}
   * @param most number of ticks with a 2 or a 5 among them
   */
  static List<BigDecimal> logarithmic(double low, double high, int most) {
    demand(low > 0 && low < high, low, high);
    List<BigDecimal> fine = powers(low, high, MANTISSAS);
    return fine.size() <= most ? fine : powers(low, high, new int[] {1});
  }

  private static List<BigDecimal> powers(double low, double high, int[] mantissas) {
    List<BigDecimal> ticks = new ArrayList<>();
    for (int exponent = LEAST_EXPONENT; exponent <= MOST_EXPONENT; exponent++) {
      for (int mantissa : mantissas) {
        BigDecimal tick = BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent);
        if (tick.doubleValue() <= low) {
          ticks.clear();
        }
        ticks.add(tick);
        if (tick.doubleValue() >= high) {
          return ticks;
        }
      }
    }
    throw new IllegalArgumentException("no ticks from " + low + " to " + high);
  }

  private static void demand(boolean condition, double low, double high) {
    if (!condition) {
      throw new IllegalArgumentException("no range for ticks: " + low + " to " + high);
    }
  }
}
