/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

/**
 * When block maxima are the faster way. The unit is one posting that is read with those before and
 * after it.
 *
 * @param perPosting what a posting costs in Lucene's way
 * @param perBlock what bounding the documents of a block costs for each term
 * @param perCandidate what scoring a block costs for each term, beside the jump to its postings
 * @param perJump what a jump costs, or all postings in between where these are fewer
 * @param planAtMost the part of Lucene's way that the first threshold may cost
 * @param leadAtLeast the part of the documents that a filter must keep: one that keeps fewer is led
 *     through Lucene's way
 * @param leadScoresAtLeast the same where all matches need their scores
 */
public record CostModel(
    double perPosting,
    double perBlock,
    double perCandidate,
    double perJump,
    double planAtMost,
    double leadAtLeast,
    double leadScoresAtLeast) {
  /** As measured on a million documents; see docs/benchmarks.md. */
  public static final CostModel MEASURED = new CostModel(2, 2, 20, 300, 0.125, 0.002, 0.05);

  /** Takes block maxima wherever they are at hand: for tests. */
  public static final CostModel ALWAYS = new CostModel(1, 0, 0, 0, 1, 0, 0);
}
