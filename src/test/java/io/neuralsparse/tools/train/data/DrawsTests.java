/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import org.opensearch.test.OpenSearchTestCase;

/** Numbers that must never change, or no training could go on where it stopped. */
public class DrawsTests extends OpenSearchTestCase {
  /**
   * Computed in Python, whole numbers without bound, from the published SplitMix64 (seed 1234567
   * gives 6457827717110365317, 3203168211198807973) and the way that keys are mixed.
   */
  public void testTheyAreThoseOfAnotherProgram() {
    Draws draws = new Draws(42, 7);
    assertEquals(0.29982864029486433, draws.share(), 0);
    assertEquals(0.9191024517125738, draws.share(), 0);
    draws = new Draws(42, 7);
    int[] numbers = new int[5];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = draws.below(10);
    }
    assertArrayEquals(new int[] {2, 9, 2, 1, 3}, numbers);
    assertArrayEquals(new int[] {3, 9, 5, 6, 4, 7, 0, 1, 8, 2}, new Draws(42, 7).permutation(10));
  }

  public void testKeysAndTheirOrderMatter() {
    assertNotEquals(new Draws(1, 2).share(), new Draws(2, 1).share(), 0);
    assertNotEquals(new Draws(1).share(), new Draws(1, 0).share(), 0);
  }
}
