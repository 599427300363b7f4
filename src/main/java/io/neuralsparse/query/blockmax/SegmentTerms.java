/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** Finds a query's terms in a segment, and decides whether their maxima help there. */
final class SegmentTerms {
  /** One part in so many of a query's postings may be read to make maxima on the way. */
  private static final int SHARE_READ_NOW = 32;

  private final BlockMaximaCache cache;
  private final WeightedTerms query;

  /** For one query. */
  SegmentTerms(BlockMaximaCache cache, WeightedTerms query) {
    this.cache = cache;
    this.query = query;
  }

  /** The terms that the segment has, each with its maxima; null where Lucene's way is better. */
  List<LeafTerm> find(LeafReaderContext context) throws IOException {
    LeafReader reader = context.reader();
    if (!cache.isFor(reader.maxDoc())) {
      return null;
    }
    List<LeafTerm> found = inDictionary(reader);
    long postings = 0;
    for (LeafTerm term : found) {
      postings += term.docFreq();
    }
    if (!cache.isForPostings(postings) || !attachMaxima(reader, found, postings / SHARE_READ_NOW)) {
      return null;
    }
    return BlockBounds.possible(found) ? found : null;
  }

  private List<LeafTerm> inDictionary(LeafReader reader) throws IOException {
    Terms terms = reader.terms(query.field());
    if (terms == null) {
      return List.of();
    }
    TermsEnum dictionary = terms.iterator();
    List<LeafTerm> found = new ArrayList<>(query.tokens().size());
    for (SparseVector.Entry entry : query.tokens().entries()) {
      if (dictionary.seekExact(new BytesRef(entry.token()))) {
        found.add(term(entry, dictionary));
      }
    }
    return found;
  }

  private LeafTerm term(SparseVector.Entry entry, TermsEnum dictionary) throws IOException {
    return new LeafTerm(entry.token(), entry.weight() * query.boost(), dictionary);
  }

  private boolean attachMaxima(LeafReader reader, List<LeafTerm> terms, long affordable)
      throws IOException {
    List<LeafTerm> missing = new ArrayList<>();
    long toRead = 0;
    for (LeafTerm term : terms) {
      term.maxima(cache.get(reader, query.field(), term.token()));
      if (term.maxima() == null) {
        missing.add(term);
        toRead += term.docFreq();
      }
    }
    for (LeafTerm term : missing) {
      if (toRead > affordable) {
        cache.order(reader, query.field(), term.token());
      } else {
        term.maxima(cache.make(reader, query.field(), term.token()));
      }
    }
    return toRead <= affordable;
  }
}
