/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Model folders with random weights: of the published models' exact sizes, to measure load time,
 * memory and speed with, and of a few kilobytes for tests. What they encode means nothing.
 *
 * <p>May import {@code model} and Gson.
 */
package io.neuralsparse.tools.random;
