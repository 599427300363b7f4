/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

import java.util.BitSet;
import org.opensearch.test.OpenSearchTestCase;

public class CooccurrencesTests extends OpenSearchTestCase {
  private static final int VOCABULARY = 6;

  private static void assertMatrix(SymmetricMatrix matrix, float[][] expected) {
    for (int row = 0; row < expected.length; row++) {
      for (int column = 0; column < expected.length; column++) {
        assertEquals(row + ", " + column, expected[row][column], matrix.get(row, column), 0);
      }
    }
  }

  public void testPairsOfAWindow() {
    Cooccurrences counts = new Cooccurrences(VOCABULARY, 2, new BitSet());
    counts.add(new int[] {0, 1, 2, 1});
    counts.add(new int[] {3});
    // (0,1) (0,2) (1,2) (1,1) (2,1)
    assertMatrix(
        counts.matrix(1),
        new float[][] {
          {0, 1, 1, 0, 0, 0},
          {1, 2, 2, 0, 0, 0},
          {1, 2, 0, 0, 0, 0},
          {0, 0, 0, 0, 0, 0},
          {0, 0, 0, 0, 0, 0},
          {0, 0, 0, 0, 0, 0}
        });
  }

  public void testIgnoredTokensTakeNoPlace() {
    BitSet ignored = new BitSet();
    ignored.set(5);
    Cooccurrences counts = new Cooccurrences(VOCABULARY, 1, ignored);
    counts.add(new int[] {0, 5, 5, 1});
    assertEquals(1, counts.matrix(1).get(0, 1), 0);
    assertEquals(0, counts.matrix(1).get(0, 5), 0);
  }

  public void testSmallCountsAreLeftOut() {
    Cooccurrences counts = new Cooccurrences(VOCABULARY, 1, new BitSet());
    counts.add(new int[] {0, 1, 0, 2});
    SymmetricMatrix matrix = counts.matrix(2);
    assertEquals(2, matrix.get(1, 0), 0);
    assertEquals(0, matrix.get(2, 0), 0);
  }

  public void testMergingOftenChangesNothing() {
    Cooccurrences often = new Cooccurrences(VOCABULARY, 3, new BitSet(), between(1, 7));
    Cooccurrences once = new Cooccurrences(VOCABULARY, 3, new BitSet());
    float[][] expected = new float[VOCABULARY][VOCABULARY];
    for (int text = 0; text < 20; text++) {
      int[] ids = random().ints(between(1, 30), 0, VOCABULARY).toArray();
      often.add(ids);
      once.add(ids);
      for (int i = 0; i < ids.length; i++) {
        for (int j = 0; j < ids.length; j++) {
          expected[ids[i]][ids[j]] += i != j && Math.abs(i - j) <= 3 ? 1 : 0;
        }
      }
    }
    assertMatrix(often.matrix(1), expected);
    assertMatrix(once.matrix(1), expected);
  }

  public void testInformation() {
    // n(0,1) = 8, n(1,2) = 4: n = 8, 12, 4.
    SymmetricMatrix counts = SymmetricMatrix.of(3, new long[] {1, 5}, new float[] {8, 4});
    SymmetricMatrix information = PointwiseInformation.of(counts);
    double sum = Math.pow(8, 0.75) + Math.pow(12, 0.75) + Math.pow(4, 0.75);
    double there = Math.log(8 / (8 * Math.pow(12, 0.75) / sum));
    double back = Math.log(8 / (12 * Math.pow(8, 0.75) / sum));
    double expected = (there + back) / 2 * 8 / 13;
    assertEquals(expected, information.get(0, 1), 1e-6);
    assertEquals(expected, information.get(1, 0), 1e-6);
    assertEquals(0, information.get(0, 2), 0);
  }

  public void testLessThanChanceIsNothing() {
    // 1 and 2 are together once, and each of them 1000 times with another.
    SymmetricMatrix counts =
        SymmetricMatrix.of(4, new long[] {1, 6, 11}, new float[] {1000, 1, 1000});
    assertEquals(0, PointwiseInformation.of(counts).get(1, 2), 0);
    assertTrue(PointwiseInformation.of(counts).get(0, 1) > 0);
  }
}
