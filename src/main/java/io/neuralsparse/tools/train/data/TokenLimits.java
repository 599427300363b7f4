/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

/**
 * How many tokens of a text count.
 *
 * @param query most ids of a query, which has no special ones; at least 1
 * @param document most ids of a document, the special ones included; at least 3
 */
public record TokenLimits(int query, int document) {
  /** Checks them. */
  public TokenLimits {
    if (query < 1) {
      throw new IllegalArgumentException("[query] must be at least 1, got [" + query + "]");
    }
    if (document < 3) {
      throw new IllegalArgumentException("[document] must be at least 3, got [" + document + "]");
    }
  }
}
