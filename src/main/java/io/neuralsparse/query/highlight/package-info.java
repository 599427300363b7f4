/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The highlighter: marks in a document's text the words whose tokens a sparse query matched.
 *
 * <p>From the request's queries ({@link io.neuralsparse.query.highlight.SparseClauses}) and the
 * document's postings come the tokens that matched, from the model's tokeniser the words of the
 * text that they stand for, and passages are cut around these as OpenSearch's own {@code unified}
 * highlighter cuts them. Runs where documents are fetched; knows the queries by {@link
 * io.neuralsparse.query.SparseClause} only.
 */
package io.neuralsparse.query.highlight;
