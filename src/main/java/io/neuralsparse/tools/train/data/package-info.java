/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What training learns from: files of texts, their tokens in memory, and sequences of batches in
 * which a batch is a function of seed and step alone, so that any step can be gone to.
 *
 * <p>Knows nothing of networks or losses. May import {@code model}, {@code token} and {@code
 * tools.evaluate}; JSON is read with Gson.
 */
package io.neuralsparse.tools.train.data;
