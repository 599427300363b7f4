/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

/**
 * When block maxima are the faster way. The unit is one posting that is read with those before and
 * after it.
 *
 * @param perCandidate what looking at a candidate block costs for each term
 * @param perSeed what scoring a block for the threshold costs for each term: it is far from the
 *     block before
 * @param seedsAtMost the part of all postings that the search for the threshold may cost
 * @param leadAtLeast the part of the documents that a filter must keep: one that keeps fewer is led
 *     through Lucene's way
 */
public record CostModel(
    double perCandidate, double perSeed, double seedsAtMost, double leadAtLeast) {
  /** As measured on a million documents; see docs/benchmarks.md. */
  public static final CostModel MEASURED = new CostModel(20, 320, 0.25, 0.05);

  /** Takes block maxima wherever they are at hand: for tests. */
  public static final CostModel ALWAYS = new CostModel(0, 0, 1, 0);
}
