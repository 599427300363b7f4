/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

/**
 * The weight of a penalty as training goes on: {@code λ · min(1, k/T)²} at step k, so that tokens
 * are there to be learned before they have to earn their place.
 *
 * @param weight λ, 0 or more
 * @param steps T, 0 for λ from the start
 */
public record PenaltySchedule(double weight, long steps) {
  /** Checks both. */
  public PenaltySchedule {
    if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "[weight] must be finite and 0 or more, got [" + weight + "]");
    }
    if (steps < 0) {
      throw new IllegalArgumentException("[steps] must be 0 or more, got [" + steps + "]");
    }
  }

  /**
   * The weight at a step.
   *
   * @param step k, counted from 1
   */
  public double at(long step) {
    double reached = steps == 0 ? 1 : Math.min(1, (double) step / steps);
    return weight * reached * reached;
  }
}
