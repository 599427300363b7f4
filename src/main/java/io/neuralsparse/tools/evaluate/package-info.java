/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How good and how fast searches on a test collection are: collections and runs as files, figures
 * as trec_eval defines them, and the command that fills an index, searches and compares.
 *
 * <p>Reaches a cluster over HTTP only, by {@link io.neuralsparse.tools.bench.Engine}; figures of
 * times are those of {@code bench}. May import {@code vector}, {@code model}, {@code token}, {@code
 * encode}, {@code tools.bench} and {@code tools.report}; only {@code tools} calls it.
 */
package io.neuralsparse.tools.evaluate;
