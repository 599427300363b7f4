/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Makes the files that training reads: pairs of queries and texts that answer them, cleaned of what
 * tests must not share with training, and hard negatives found by searches.
 *
 * <p>Reaches a cluster over HTTP only. May import {@code tools.train.data}, {@code tools.evaluate}
 * and {@code tools.bench}; only {@code tools} calls it.
 */
package io.neuralsparse.tools.train.pairs;
