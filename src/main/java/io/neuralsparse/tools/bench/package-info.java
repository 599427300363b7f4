/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What is measured and with what: synthetic corpora and queries with the statistics of learned
 * sparse vectors, searches over HTTP in interleaved rounds, and the figures of their times.
 *
 * <p>May import {@code vector}, {@code model}, {@code token} and {@code encode}; knows a cluster
 * over HTTP only. Called by the command line and by tests that need a corpus of real proportions.
 */
package io.neuralsparse.tools.bench;
