/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;

/**
 * A query of a {@link SyntheticCorpus}.
 *
 * @param text whole words of the vocabulary, each once, with blanks between them
 * @param tokens the words with their weights from the table, or what a bi-encoder might make of the
 *     text
 */
public record SyntheticQuery(String text, SparseVector tokens) {}
