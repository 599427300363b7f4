/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import org.opensearch.test.OpenSearchTestCase;

public class LanesTests extends OpenSearchTestCase {
  /** What a step is in units that are not parted. */
  private static final int ONE = 1 << Lanes.FRACTION;

  public void testEachDocumentHasItsOwnSum() {
    Lanes lanes = new Lanes();
    int[][] sums = new int[BlockMaxima.GROUP][BlockMaxima.BLOCK];
    for (int i = 0; i < 20_000; i++) {
      int place = randomInt(BlockMaxima.GROUP - 1);
      int level = randomInt(BlockMaxima.LEVELS);
      int documents = randomInt(255);
      int step = randomInt(ONE);
      lanes.add(place, level, documents, step);
      for (int d = 0; d < BlockMaxima.BLOCK; d++) {
        if ((documents >>> d & 1) == 1) {
          sums[place][d] += (int) Math.ceil(level * (double) step / ONE);
        }
      }
    }
    for (int place = 0; place < sums.length; place++) {
      for (int d = 0; d < BlockMaxima.BLOCK; d++) {
        assertEquals(1, lanes.reaching(place, sums[place][d]) >>> d & 1);
        assertEquals(0, lanes.reaching(place, sums[place][d] + 1) >>> d & 1);
      }
    }
    lanes.clear();
    assertEquals(0, lanes.reaching(7, 1));
    assertEquals(0xFF, lanes.reaching(7, 0));
  }

  public void testASumMayBeAsLargeAsItGets() {
    Lanes lanes = new Lanes();
    for (int i = 0; i < 257; i++) {
      lanes.add(3, BlockMaxima.LEVELS, 0b1010_0101, ONE);
    }
    assertEquals(Lanes.MOST, 257 * BlockMaxima.LEVELS);
    assertEquals(0b1010_0101, lanes.reaching(3, Lanes.MOST));
    assertEquals(0b1010_0101, lanes.reaching(3, 1));
    assertEquals(0, lanes.reaching(3, Lanes.MOST + 1));
    Lanes once = new Lanes();
    once.add(0, BlockMaxima.LEVELS, 0xFF, 257 * ONE);
    assertEquals(0xFF, once.reaching(0, Lanes.MOST));
  }
}
