/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;

/**
 * The documents of a segment that can be hits at all: those that are not deleted, and that the
 * filter keeps. A filter whose documents are dear to check is asked for single ones only, in order.
 */
final class OpenDocuments {
  private static final int INFINITY = Float.floatToIntBits(Float.POSITIVE_INFINITY);

  /** The lowest bit of each byte. */
  private static final long LOW_BITS = 0x0101010101010101L;

  private final Bits accepted;
  private final long[] filter;
  private final Check check;
  private final double share;
  private DocIdSetIterator checking;

  /** Gives the documents that pass the second look of a filter, before the first. */
  private interface Check {
    DocIdSetIterator start() throws IOException;
  }

  private OpenDocuments(Bits accepted, long[] filter, double share, Check check)
      throws IOException {
    this.accepted = accepted;
    this.filter = filter;
    this.share = share;
    this.check = check;
    restart();
  }

  /**
   * Reads the documents of the filter.
   *
   * @param accepted the documents that count, null for all
   * @param filter null for none
   */
  static OpenDocuments of(LeafReaderContext context, Bits accepted, Weight filter)
      throws IOException {
    if (filter == null) {
      return new OpenDocuments(accepted, null, 1, null);
    }
    int maxDoc = context.reader().maxDoc();
    FixedBitSet kept = new FixedBitSet(Math.max(1, maxDoc));
    Scorer scorer = filter.scorer(context);
    if (scorer == null) {
      return new OpenDocuments(accepted, kept.getBits(), 0, null);
    }
    TwoPhaseIterator dear = scorer.twoPhaseIterator();
    DocIdSetIterator cheap = dear == null ? scorer.iterator() : dear.approximation();
    cheap.nextDoc();
    cheap.intoBitSet(maxDoc, kept, 0);
    double share = kept.cardinality() / (double) Math.max(1, maxDoc);
    return new OpenDocuments(
        accepted, kept.getBits(), share, dear == null ? null : () -> check(filter.scorer(context)));
  }

  /** A filter that has been cached since may know by now that it keeps nothing. */
  private static DocIdSetIterator check(Scorer scorer) {
    return scorer == null ? DocIdSetIterator.empty() : scorer.iterator();
  }

  /** The part of the documents that the filter keeps; −1 where there is no filter. */
  double shareOfFilter() {
    return filter == null ? -1 : share;
  }

  /** The part of the documents that the filter keeps where it keeps any of a block, about. */
  double shareOfBlock() {
    return share == 0 ? 1 : share / (1 - Math.pow(1 - share, BlockMaxima.BLOCK));
  }

  /** True when {@link #mask} says all, and no document needs {@link #isOpen}. */
  boolean isKnown() {
    return check == null;
  }

  /** The documents of a block that may be hits, bit i for its i-th. */
  int mask(int block) {
    int mask = filter == null ? 0xFF : BlockMaxima.documents(filter, block);
    if (accepted != null) {
      int first = block << BlockMaxima.SHIFT;
      for (int rest = mask; rest != 0; rest &= rest - 1) {
        int doc = first + Integer.numberOfTrailingZeros(rest);
        if (doc >= accepted.length() || !accepted.get(doc)) {
          mask &= ~Integer.lowestOneBit(rest);
        }
      }
    }
    return mask;
  }

  /** Whether a document is one. Calls go forward, from {@link #restart} on. */
  boolean isOpen(int doc) throws IOException {
    if (accepted != null && !accepted.get(doc)) {
      return false;
    }
    if (filter != null && ((filter[doc >>> 6] >>> doc) & 1) == 0) {
      return false;
    }
    return checking == null
        || (checking.docID() < doc ? checking.advance(doc) : checking.docID()) == doc;
  }

  /** Lets the next document be any. */
  void restart() throws IOException {
    checking = check == null ? null : check.start();
  }

  /** Clears the bits of documents that the filter doesn't keep. */
  void retain(long[] words, int first, int count) {
    if (filter != null) {
      for (int i = 0; i < count; i++) {
        words[i] &= filter[first + i];
      }
    }
  }

  /** Takes blocks out of which the filter keeps no document: their bound becomes −∞. */
  void close(float[] bounds, int first) {
    if (filter == null) {
      return;
    }
    for (int i = 0; i < bounds.length; ) {
      int block = first + i;
      long word = filter[block >>> 3];
      int end = Math.min(bounds.length, i + 8 - (block & 7));
      if (hasZeroByte(word)) {
        for (; i < end; i++) {
          int mask = BlockMaxima.documents(filter, first + i);
          // Infinity where the mask is 0, else 0: a branch would be guessed wrong half of the time.
          bounds[i] -= Float.intBitsToFloat(((mask - 1) >> 31) & INFINITY);
        }
      }
      i = end;
    }
  }

  private static boolean hasZeroByte(long word) {
    return ((word - LOW_BITS) & ~word & (LOW_BITS << 7)) != 0;
  }
}
