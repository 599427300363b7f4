/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;
import java.util.List;

/** Finds the matching documents of a range, range after range, without reading a posting. */
final class WindowMatches {
  /** Documents of the longest range. */
  static final int SIZE = 4096;

  private final List<LeafTerm> terms;
  private final OpenDocuments open;
  private final long[] words = new long[SIZE / Long.SIZE + 1];
  private final int segmentWords;
  private int firstWord;
  private int end;

  /**
   * For a segment.
   *
   * @param terms each with its maxima
   * @param open the documents that count
   */
  WindowMatches(List<LeafTerm> terms, OpenDocuments open, int maxDoc) {
    this.terms = terms;
    this.open = open;
    this.segmentWords = BlockMaxima.words(maxDoc);
  }

  /** Finds the matches from {@code first} up to {@code end}. */
  void find(int first, int end) {
    this.end = end;
    firstWord = first >>> 6;
    int count = Math.min(words.length, segmentWords - firstWord);
    Arrays.fill(words, 0);
    for (LeafTerm term : terms) {
      term.maxima().addDocuments(words, firstWord, count);
    }
    open.retain(words, firstWord, count);
  }

  /** The first match at or after a document of the range, or −1. */
  int next(int doc) {
    int word = (doc >>> 6) - firstWord;
    long bits = word < words.length ? words[word] & (-1L << doc) : 0;
    while (bits == 0) {
      if (++word >= words.length) {
        return -1;
      }
      bits = words[word];
    }
    int found = ((firstWord + word) << 6) + Long.numberOfTrailingZeros(bits);
    return found < end ? found : -1;
  }
}
