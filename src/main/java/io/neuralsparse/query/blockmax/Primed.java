/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.FilterLeafCollector;
import org.apache.lucene.search.FilterScorable;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;

/** Tells Lucene's scorer from the start what score is needed, and keeps what the collector says. */
final class Primed extends FilterLeafCollector {
  private final MinimumScore known;

  /**
   * Between a collector and a scorer that has only part of the range to do.
   *
   * @param known never falls, however often the scorer starts again
   */
  Primed(LeafCollector in, MinimumScore known) {
    super(in);
    this.known = known;
  }

  @Override
  public void setScorer(Scorable scorer) throws IOException {
    super.setScorer(
        new FilterScorable(scorer) {
          @Override
          public void setMinCompetitiveScore(float least) throws IOException {
            known.setMinCompetitiveScore(least);
            in.setMinCompetitiveScore(known.minimum());
          }
        });
    scorer.setMinCompetitiveScore(known.minimum());
  }
}
