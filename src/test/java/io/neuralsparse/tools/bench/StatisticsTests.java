/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.stream.IntStream;
import org.opensearch.test.OpenSearchTestCase;

/** Expected figures are worked out by hand, or by R where it is said. */
public class StatisticsTests extends OpenSearchTestCase {
  private static final double EXACT = 1e-12;

  public void testQuantilesLieBetweenNeighbours() {
    // R: quantile(c(15, 20, 35, 40, 50), c(0, .4, .5, .9, .99, 1)) = 15, 29, 35, 46, 49.6, 50
    double[] values = {50, 15, 40, 20, 35};
    assertEquals(15, Statistics.quantile(values, 0), EXACT);
    assertEquals(29, Statistics.quantile(values, 0.4), EXACT);
    assertEquals(35, Statistics.quantile(values, 0.5), EXACT);
    assertEquals(46, Statistics.quantile(values, 0.9), EXACT);
    assertEquals(49.6, Statistics.quantile(values, 0.99), EXACT);
    assertEquals(50, Statistics.quantile(values, 1), EXACT);
    assertArrayEquals("they stay in order", new double[] {50, 15, 40, 20, 35}, values, 0);
    assertEquals(7, Statistics.quantile(new double[] {7}, 0.99), EXACT);
  }

  public void testMean() {
    assertEquals(2.5, Statistics.mean(new double[] {1, 2, 3, 4}), EXACT);
  }

  public void testTheRatioIsThatOfTheMedians() {
    Statistics.Ratio ratio =
        Statistics.ratio(new double[] {1, 2, 3, 4, 100}, new double[] {2, 4, 6, 8, 10});
    assertEquals(0.5, ratio.value(), EXACT);
    assertTrue(ratio + "", ratio.low() <= 0.5 && ratio.high() >= 0.5);
  }

  public void testRoundsAreDrawnWithBothTheirTimes() {
    // Whatever rounds are drawn, the ratio is 0.25; drawn one by one it would scatter.
    double[] times = IntStream.range(1, 200).mapToDouble(i -> i).toArray();
    double[] others = IntStream.range(1, 200).mapToDouble(i -> 4 * i).toArray();
    Statistics.Ratio ratio = Statistics.ratio(times, others);
    assertEquals(0.25, ratio.low(), EXACT);
    assertEquals(0.25, ratio.high(), EXACT);
  }

  public void testTheIntervalHoldsTheTruthMostly() {
    // Two exponential distributions of equal medians: 95 of 100 intervals should hold 1.
    int held = 0;
    for (int i = 0; i < 100; i++) {
      Draws draws = new Draws(7, 7, i);
      double[] times = new double[200];
      double[] others = new double[200];
      for (int j = 0; j < times.length; j++) {
        times[j] = -Math.log(1 - draws.real());
        others[j] = -Math.log(1 - draws.real());
      }
      Statistics.Ratio ratio = Statistics.ratio(times, others);
      held += ratio.low() <= 1 && ratio.high() >= 1 ? 1 : 0;
    }
    assertTrue(held + " of 100", held >= 86 && held <= 100);
  }
}
