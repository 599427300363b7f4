/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Steps without end over epochs that may have different numbers of batches. Nothing is kept that
 * could not be computed anew; the epochs before a step are planned to know where its own begins.
 */
final class Epochs {
  private final IntFunction<int[][]> plans;

  /** First step of each epoch up to one behind the last that was planned. */
  private long[] starts = new long[1];

  private int planned;
  private int current = -1;
  private int[][] batches;

  /**
   * Of a plan for each epoch.
   *
   * @param plans an epoch's batches, each the numbers of its members; a pure function
   */
  Epochs(IntFunction<int[][]> plans) {
    this.plans = plans;
  }

  /** The epoch of a step. */
  int epoch(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("[step] must be at least 0, got [" + step + "]");
    }
    while (starts[planned] <= step) {
      plan(planned);
    }
    int found = Arrays.binarySearch(starts, 0, planned + 1, step);
    return found >= 0 ? found : -found - 2;
  }

  /** How many steps the first epochs have together. */
  long steps(int epochs) {
    while (planned < epochs) {
      plan(planned);
    }
    return starts[epochs];
  }

  /** The members of a step's batch. */
  int[] members(long step) {
    int epoch = epoch(step);
    if (epoch != current) {
      plan(epoch);
    }
    return batches[(int) (step - starts[epoch])];
  }

  private void plan(int epoch) {
    batches = plans.apply(epoch);
    current = epoch;
    if (epoch == planned) {
      starts = Arrays.copyOf(starts, planned + 2);
      starts[planned + 1] = starts[planned] + batches.length;
      planned++;
    }
  }
}
