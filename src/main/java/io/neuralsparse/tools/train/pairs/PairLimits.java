/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

/**
 * Which pairs are fit. Words are those between blanks.
 *
 * @param leastQuery words of a query
 * @param mostQuery words of a query
 * @param leastPositive words of a positive
 * @param mostPositive words of a positive; a longer one is cut where a sentence ends
 * @param perQuery pairs at most that share a query
 */
public record PairLimits(
    int leastQuery, int mostQuery, int leastPositive, int mostPositive, int perQuery) {
  /** Those unless it is asked otherwise. */
  public static final PairLimits DEFAULT = new PairLimits(2, 64, 8, 180, 12);
}
