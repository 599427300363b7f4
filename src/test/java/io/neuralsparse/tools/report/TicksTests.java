/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.math.BigDecimal;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public class TicksTests extends OpenSearchTestCase {
  private static String linear(double low, double high, int most) {
    return Ticks.linear(low, high, most).stream()
        .map(BigDecimal::toPlainString)
        .toList()
        .toString();
  }

  private static String logarithmic(double low, double high, int most) {
    return Ticks.logarithmic(low, high, most).stream()
        .map(BigDecimal::toPlainString)
        .toList()
        .toString();
  }

  public void testLinearTicksAreMultiplesOfOneTwoOrFive() {
    assertEquals("[0, 1, 2, 3, 4, 5, 6]", linear(0, 5.1, 7));
    assertEquals("[0, 2, 4, 6]", linear(0, 5.1, 5));
    assertEquals("[0, 20, 40, 60, 80, 100]", linear(0, 100, 7));
    assertEquals("[0.655, 0.660, 0.665, 0.670]", linear(0.6558, 0.6699, 5));
    assertEquals("[-1.0, -0.5, 0.0, 0.5, 1.0]", linear(-1, 1, 7));
    assertEquals("[-40, -20, 0, 20, 40]", linear(-26, 26, 5));
    assertEquals("[0, 2000000, 4000000, 6000000]", linear(0, 6e6, 4));
  }

  public void testLinearTicksCoverTheRangeAndAreNoMoreThanAskedFor() {
    for (int i = 0; i < 1000; i++) {
      double low = randomDoubleBetween(-1e4, 1e4, true);
      double high = low + Math.pow(10, randomDoubleBetween(-4, 6, true));
      int most = randomIntBetween(3, 12);
      List<BigDecimal> ticks = Ticks.linear(low, high, most);
      assertTrue(ticks.size() >= 2 && ticks.size() <= most);
      BigDecimal step = ticks.get(1).subtract(ticks.getFirst());
      assertTrue(ticks.getFirst().doubleValue() <= low);
      assertTrue(ticks.getFirst().add(step).doubleValue() > low);
      assertTrue(ticks.getLast().doubleValue() >= high);
      assertTrue(ticks.getLast().subtract(step).doubleValue() < high);
      for (int j = 1; j < ticks.size(); j++) {
        assertEquals(0, step.compareTo(ticks.get(j).subtract(ticks.get(j - 1))));
      }
    }
  }

  public void testLogarithmicTicks() {
    assertEquals("[0.5, 1, 2, 5, 10, 20]", logarithmic(0.7, 15, 10));
    assertEquals("[1, 2, 5, 10]", logarithmic(1, 10, 10));
    assertEquals("[0.1, 1, 10, 100, 1000]", logarithmic(0.3, 400, 10));
  }

  public void testWhatIsNoRange() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> Ticks.linear(2, 2, 5));
    assertEquals("no range for ticks: 2.0 to 2.0", e.getMessage());
    e = expectThrows(IllegalArgumentException.class, () -> Ticks.logarithmic(0, 2, 5));
    assertEquals("no range for ticks: 0.0 to 2.0", e.getMessage());
  }

  public void testPlacesOnAnAxis() {
    Axis linear = Axis.fitting("a", 10, 50, 6);
    assertEquals("a", linear.label());
    assertEquals(0.4, linear.place(20), 1e-12);
    Axis logarithmic = Axis.fitting("a", 1, 100, 10);
    assertEquals("a, logarithmic", logarithmic.label());
    assertEquals(0.5, logarithmic.place(10), 1e-12);
  }

  public void testLabelsHaveTheDigitsOfTheirNeighbours() {
    assertEquals(List.of("0.0", "0.5", "1.0"), labels(Axis.linear("a", 0, 1, 3)));
    assertEquals(List.of("−500", "0", "500"), labels(Axis.linear("a", -500, 500, 3)));
    assertEquals(List.of("0", "5,000"), labels(Axis.linear("a", 0, 5000, 3)).subList(0, 2));
    assertEquals(List.of("0", "10k", "20k"), labels(Axis.linear("a", 0, 20_000, 4)));
    assertEquals(List.of("0", "20M", "40M"), labels(Axis.linear("a", 0, 4e7, 4)));
    assertEquals(List.of("0.5", "1", "2", "5", "10", "20"), labels(Axis.fitting("a", 0.7, 15, 6)));
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }
}
