/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

/** A token that a query and a document share; one object for each, compared by identity. */
final class MatchedToken {
  private final float score;

  MatchedToken(float score) {
    this.score = score;
  }

  /** What the token adds to the document's score. */
  float score() {
    return score;
  }
}
