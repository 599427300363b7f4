/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sparse vectors over a vocabulary and the laws that their weights obey.
 *
 * <p>Lowest of all packages: it imports nothing but the JDK, and anybody may use it. Nothing here
 * knows where weights come from or where they go.
 */
package io.neuralsparse.vector;
