/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Arrays;
import java.util.Random;
import org.opensearch.test.OpenSearchTestCase;

/** Expected figures are counted by hand in the comments. */
public class SignificanceTests extends OpenSearchTestCase {
  private static final double EXACT = 1e-12;

  private static Significance of(double... differences) {
    return Significance.of(differences, new double[differences.length]);
  }

  public void testFewQueriesAreCountedExactly() {
    // Only all signs alike are as far: 2 of 2^10 ways.
    double[] ten = new double[10];
    Arrays.fill(ten, 0.1);
    assertEquals(2.0 / 1024, of(ten).p(), EXACT);
    // 1 + 2 - 3 = 0: every way is at least as far.
    assertEquals(1.0, of(1, 2, -3).p(), EXACT);
    // Sum 4; of +-1 +-1 +-4 as far are +4 with any and -4 with any but (+1 +1 -4 = -2): |6| |4| |4|
    // |2| and their mirrors: 6 of 8.
    assertEquals(6.0 / 8, of(1, -1, 4).p(), EXACT);
    // Queries without a difference change nothing.
    assertEquals(2.0 / 4, of(0, 1, 0, 1, 0).p(), EXACT);
  }

  public void testAlikeSystemsDoNotDiffer() {
    Significance alike = of(0, 0, 0);
    assertEquals(new Significance(0, 0, 0, 1), alike);
  }

  public void testTheDrawnShareIsNearTheExactOne() {
    // 17 queries, all but one alike in sign: as far are sums of 15 and 17: 2 * (1 + 17) ways.
    double[] differences = new double[17];
    Arrays.fill(differences, 1);
    differences[3] = -1;
    double exact = 2.0 * 18 / (1 << 17);
    assertEquals(exact, of(differences).p(), 1e-4);
  }

  public void testTheIntervalIsThatOfTheMean() {
    // Standard error of the mean of 400 normal ones: 1/20; 1.96 of them to either side.
    Random random = new Random(7);
    double[] differences = random.doubles(400).map(d -> random.nextGaussian()).toArray();
    Significance found = of(differences);
    double mean = Arrays.stream(differences).average().orElseThrow();
    assertEquals(mean, found.difference(), EXACT);
    double error =
        Math.sqrt(Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / 400) / 20;
    assertEquals(mean - 1.96 * error, found.low(), 0.1 * error);
    assertEquals(mean + 1.96 * error, found.high(), 0.1 * error);
  }

  public void testTheSignSaysWhichIsBetter() {
    Significance found = Significance.of(new double[] {0.2, 0.4}, new double[] {0.1, 0.1});
    assertEquals(0.2, found.difference(), EXACT);
    assertEquals(0.5, found.p(), EXACT);
  }

  public void testFiguresMustPair() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> Significance.of(new double[2], new double[3]));
    assertEquals("2 figures cannot be paired with 3", e.getMessage());
  }
}
