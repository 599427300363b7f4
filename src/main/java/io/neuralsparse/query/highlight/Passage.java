/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A part of a text around marks.
 *
 * @param text the whole text
 * @param start where the part begins
 * @param end where it ends, exclusive; a mark that begins inside may end behind it
 * @param marks those that begin inside, in order; empty for an excerpt where nothing matched
 */
record Passage(String text, int start, int end, List<Mark> marks) {
  /** The sum over the distinct tokens of its marks. */
  double score() {
    Set<MatchedToken> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    double score = 0;
    for (Mark mark : marks) {
      for (MatchedToken token : mark.tokens()) {
        if (distinct.add(token)) {
          score += token.score();
        }
      }
    }
    return score;
  }
}
