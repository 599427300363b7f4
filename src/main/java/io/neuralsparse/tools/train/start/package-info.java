/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Where training may start from: a network that ranks much as BM25 does before it has seen any
 * query, so that a small corpus has only to teach it what BM25 does not know.
 *
 * <p>Made in closed form of raw text: meanings of tokens from how they stand together ({@code
 * Cooccurrences}, {@code PointwiseInformation}, {@code Eigenvectors}), what inflections share
 * ({@code Inflections}), and the weights of a BERT that counts by attention ({@code LexicalStart}).
 * Losses and the loop stay out. May import {@code model}, {@code token}, {@code tools.train.data}
 * and {@code tools.train.network}.
 */
package io.neuralsparse.tools.train.start;
