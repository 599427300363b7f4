/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.HashSet;
import java.util.Set;

/**
 * A score that so many documents of the index are known to reach as hits are wanted: nothing below
 * it can be among them. The segments of one search share it; any number of threads may use it.
 */
final class SharedThreshold {
  private final int wanted;
  private final Set<Object> contributors = new HashSet<>();
  private final BestScores best;
  private volatile float value;

  /** For so many hits; 0 when nobody knows how many: the threshold stays 0 then. */
  SharedThreshold(int wanted) {
    this.wanted = wanted;
    this.best = new BestScores(wanted);
  }

  int wanted() {
    return wanted;
  }

  float value() {
    return value;
  }

  /**
   * Adds scores of different documents.
   *
   * @param segment heard once only, so that no document counts twice
   */
  synchronized void add(Object segment, BestScores scores) {
    if (contributors.add(segment)) {
      best.addAll(scores);
      value = best.least();
    }
  }
}
