/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.start;

/**
 * How the weights of a start's documents come about. With o the occurrences of a token, each
 * counted {@code 1 + early · e^(-place / reach)}, and n those of all tokens, the token has the mass
 *
 * <pre>
 *   m = o / (o + floor + perToken · n)      (BM25's saturation and length, k1 = floor + perToken · n)
 * </pre>
 *
 * <p>the weight ln(1 + gain · m), and gives another token of cosine c the weight {@code ln(1 + gain
 * · m · c - distance · (1 - c))}, where that is above 0.
 *
 * @param gain above 0
 * @param distance what keeps a token from giving weight to others
 * @param floor above 0
 * @param perToken in (0, 1)
 * @param early how much more the first token counts than one at the end; 0 or more
 * @param reach tokens after which that is a third of it
 * @param identity share of a token's own in its vector, in (0, 1)
 */
record Ranking(
    double gain,
    double distance,
    double floor,
    double perToken,
    double early,
    double reach,
    double identity) {

  /** The one that was best for NFCorpus's development queries. */
  static final Ranking DEFAULT = new Ranking(2, 2, 0.5, 0.006, 1, 100, 0.1);

  /** What a token's occurrence at a place counts, the first place being 0. */
  double occurrence(int place) {
    return 1 + early * Math.exp(-place / reach);
  }
}
