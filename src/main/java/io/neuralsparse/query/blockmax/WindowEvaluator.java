/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.util.FixedBitSet;

/** Scores all matching documents of a range, range after range. */
final class WindowEvaluator {
  /** Documents of the longest range. */
  static final int SIZE = 2048;

  private final float[] weights;
  private final PostingsEnum[] postings;
  private final double[] sums = new double[SIZE];
  private final FixedBitSet matches = new FixedBitSet(SIZE);
  private int from;

  WindowEvaluator(List<LeafTerm> terms) throws IOException {
    this.weights = new float[terms.size()];
    this.postings = new PostingsEnum[terms.size()];
    for (int t = 0; t < weights.length; t++) {
      weights[t] = terms.get(t).weight();
      postings[t] = terms.get(t).postings(null, PostingsEnum.FREQS);
    }
  }

  /** Scores the documents from {@code first} up to {@code end}, which follow those of before. */
  void evaluate(int first, int end) throws IOException {
    from = first;
    matches.clear();
    Arrays.fill(sums, 0, end - first, 0);
    for (int t = 0; t < postings.length; t++) {
      PostingsEnum of = postings[t];
      float weight = weights[t];
      int doc = of.docID();
      for (doc = doc < first ? of.advance(first) : doc; doc < end; doc = of.nextDoc()) {
        sums[doc - first] += weight * FeatureWeights.decode(of.freq());
        matches.set(doc - first);
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

  float score(int doc) {
    return (float) sums[doc - from];
  }
}
