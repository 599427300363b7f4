/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.List;

/**
 * A text as a network takes it.
 *
 * @param ids token ids of each window, special ones included; no window is longer than the model's,
 *     and there is at least one
 * @param tokens of the text that are in them, special ones and repetitions not counted
 * @param unknown how many of these stand for what the vocabulary has no token for
 * @param truncated whether the text goes on behind the last window
 */
public record Windows(List<long[]> ids, int tokens, int unknown, boolean truncated) {}
