/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.optimize;

/**
 * A rate that rises in a line from 0 to 1, and falls in a line to 0 at the end: a factor of the
 * highest rate.
 *
 * @param warmUp steps of the rise, 0 for none
 * @param steps of all, at least 1 and {@code warmUp}
 */
public record LinearRate(long warmUp, long steps) {
  /** Checks both. */
  public LinearRate {
    if (warmUp < 0 || steps < 1 || warmUp > steps) {
      throw new IllegalArgumentException(
          "[warm_up] must be from 0 to [steps], got [" + warmUp + "] of [" + steps + "]");
    }
  }

  /**
   * The factor of a step.
   *
   * @param step from 1 on, at most that of the end
   */
  public double at(long step) {
    if (step <= warmUp) {
      return (double) step / warmUp;
    }
    return (double) (steps - step + 1) / (steps - warmUp + 1);
  }
}
