/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The exact top hits of a sum of weighted terms, without reading most of their postings.
 *
 * <p>The documents of a segment are cut into blocks of eight. For each term that queries name often
 * a column of bytes is kept in memory: the largest weight of the term in each block, rounded up.
 * One pass over the columns of a query's terms gives an upper bound of the score in each block;
 * only blocks whose bound reaches the score of the last hit wanted are looked at, through the
 * postings. Bounds are rounded up everywhere, so nothing is lost.
 *
 * <p>The idea is that of block-max indexes (Ding and Suel, SIGIR 2011) with the loops turned round,
 * as in Block-Max Pruning (Mallia, Suel, Tonellotto, SIGIR 2024), on the postings that Lucene has
 * anyway.
 *
 * <p>Knows Lucene, and of OpenSearch the cache and the breaker; nothing of models.
 */
package io.neuralsparse.query.blockmax;
