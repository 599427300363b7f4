/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.search.FilterLeafCollector;
import org.apache.lucene.search.FilterScorable;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;

/**
 * Tells Lucene's scorer what score is needed, from the first moment at which the collector doesn't
 * want to see everything any more.
 */
final class Primed extends FilterLeafCollector {
  private final MinimumScore known;
  private final float threshold;

  /**
   * Between a collector and a scorer that has only part of the range to do.
   *
   * @param known what the collector wants; never falls, however often the scorer starts again
   * @param threshold no document with a lower score can be a hit
   */
  Primed(LeafCollector in, MinimumScore known, float threshold) {
    super(in);
    this.known = known;
    this.threshold = threshold;
  }

  @Override
  public void setScorer(Scorable scorer) throws IOException {
    super.setScorer(
        new FilterScorable(scorer) {
          @Override
          public void setMinCompetitiveScore(float least) throws IOException {
            known.setMinCompetitiveScore(least);
            prime(in);
          }
        });
    prime(scorer);
  }

  private void prime(Scorable scorer) throws IOException {
    if (known.minimum() > 0) {
      known.setMinCompetitiveScore(threshold);
      scorer.setMinCompetitiveScore(known.minimum());
    }
  }
}
