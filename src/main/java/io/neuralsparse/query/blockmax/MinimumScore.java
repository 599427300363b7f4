/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import org.apache.lucene.search.Scorable;

/** What a collector sees of a bulk scorer: the score at hand; and the score it asks for. */
final class MinimumScore extends Scorable {
  private float score;
  private float minimum;

  @Override
  public float score() {
    return score;
  }

  void score(float ofDocument) {
    this.score = ofDocument;
  }

  @Override
  public void setMinCompetitiveScore(float least) {
    this.minimum = Math.max(minimum, least);
  }

  /** Below this the collector takes nothing any more; 0 while it wants to see everything. */
  float minimum() {
    return minimum;
  }
}
