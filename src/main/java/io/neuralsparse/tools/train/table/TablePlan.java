/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

/**
 * How a table is learned.
 *
 * @param steps of learning; at least 1
 * @param rate of Adam at its highest, for the logarithms of weights; above 0
 * @param temperature that scores are divided by; above 0
 * @param decay what the squares of the logarithms' changes cost, halved; 0 or more
 * @param least weights below it become 0: what every document has tells nothing, and costs most
 */
public record TablePlan(int steps, double rate, double temperature, double decay, double least) {
  /** The one that was best for NFCorpus's development queries, with batches of 512. */
  public static final TablePlan DEFAULT = new TablePlan(600, 0.02, 1, 1e-4, 1);
}
