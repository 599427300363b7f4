/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.FixedBitSet;

/** Finds the matching documents of a range, range after range, without their scores. */
final class WindowMatches {
  /** Documents of the longest range. */
  static final int SIZE = 4096;

  private final PostingsEnum[] postings;
  private final FixedBitSet matches = new FixedBitSet(SIZE);
  private int from;

  WindowMatches(List<LeafTerm> terms) throws IOException {
    this.postings = new PostingsEnum[terms.size()];
    for (int t = 0; t < postings.length; t++) {
      postings[t] = terms.get(t).postings(null, PostingsEnum.NONE);
    }
  }

  /** Finds the matches from {@code first} up to {@code end}, which follow those of before. */
  void find(int first, int end) throws IOException {
    from = first;
    matches.clear();
    for (PostingsEnum of : postings) {
      if (of.docID() < first) {
        of.advance(first);
      }
      if (of.docID() < end) {
        of.intoBitSet(end, matches, first);
      }
    }
  }

  /** The first match at or after a document of the range, or −1. */
  int next(int doc) {
    if (doc - from >= SIZE) {
      return -1;
    }
    int found = matches.nextSetBit(doc - from);
    return found >= SIZE ? -1 : from + found;
  }
}
