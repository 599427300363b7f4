/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** A term of the query that a segment has. One thread at a time. */
final class LeafTerm {
  /** Bounds are raised by this part, far more than what the roundings of single floats can take. */
  static final double UP = 1 + 0x1p-20;

  private final String token;
  private final float weight;
  private final TermsEnum terms;
  private final TermState state;
  private final int docFreq;
  private BlockMaxima maxima;

  /**
   * A term that {@code terms} stands at.
   *
   * @param token the term
   * @param weight its weight in the query
   * @param terms shared between the terms of a segment
   */
  LeafTerm(String token, float weight, TermsEnum terms) throws IOException {
    this.token = token;
    this.weight = weight;
    this.terms = terms;
    this.state = terms.termState();
    this.docFreq = terms.docFreq();
  }

  String token() {
    return token;
  }

  float weight() {
    return weight;
  }

  int docFreq() {
    return docFreq;
  }

  BlockMaxima maxima() {
    return maxima;
  }

  void maxima(BlockMaxima found) {
    this.maxima = found;
  }

  /** What a level of {@link #maxima} adds to a score, at most. */
  float step() {
    return (float) (weight * (double) maxima.largest() / BlockMaxima.LEVELS * UP);
  }

  /**
   * The postings, before the first document.
   *
   * @param reuse of an earlier call, or null
   * @param flags {@link PostingsEnum#FREQS} or {@link PostingsEnum#NONE}
   */
  PostingsEnum postings(PostingsEnum reuse, int flags) throws IOException {
    terms.seekExact(new BytesRef(token), state);
    return terms.postings(reuse, flags);
  }
}
