/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.List;

/**
 * A word to be marked.
 *
 * @param start offset of its first char in the text
 * @param end offset after its last char, larger than {@code start}
 * @param tokens the tokens that matched: the word's own, or pieces of it
 */
record Mark(int start, int end, List<MatchedToken> tokens) {}
