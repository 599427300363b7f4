/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.token;

/**
 * A token of a text, where it stands.
 *
 * @param token its text in the vocabulary
 * @param special whether it marks rather than means, such as {@code [UNK]}
 * @param idf its weight in the model's table
 * @param start of the word that it is, or is a piece of, in {@code char}s
 * @param end of that word, exclusive
 */
public record TextToken(String token, boolean special, float idf, int start, int end) {}
