/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.util.BytesRef;

/**
 * Why a document has its score: the sum over the tokens that it shares with the query; each a
 * product of query weight, document weight and boost; and where each query weight is from ({@link
 * QueryWeights}).
 */
final class DotProductExplanation {
  /** The index keeps this many bits fewer of a float. */
  private static final int LOST_BITS = 15;

  private final SparseDotProductQuery query;
  private final float boost;

  /**
   * Explains one query.
   *
   * @param boost of the query where it stands
   */
  DotProductExplanation(SparseDotProductQuery query, float boost) {
    this.query = query;
    this.boost = boost;
  }

  /**
   * Explains the score of one document.
   *
   * @param doc by its number in the segment
   * @return its value is the score, to the last bit
   */
  Explanation explain(LeafReaderContext context, int doc) throws IOException {
    String where = "in field [" + query.field() + "]";
    int size = query.tokens().size();
    Terms terms = context.reader().terms(query.field());
    if (terms == null) {
      return Explanation.noMatch("no document has a token " + where);
    }
    TermsEnum dictionary = terms.iterator();
    QueryWeights weights = new QueryWeights(query.origin());
    List<Explanation> products = new ArrayList<>();
    double sum = 0;
    for (SparseVector.Entry entry : query.tokens().entries()) {
      float weight = documentWeight(dictionary, entry.token(), doc);
      if (weight > 0) {
        Explanation product = product(entry, weight, weights);
        products.add(product);
        sum += product.getValue().floatValue();
      }
    }
    return products.isEmpty()
        ? Explanation.noMatch("none of the query's " + size + " tokens " + where)
        : Explanation.match(
            (float) sum,
            products.size() + " of the query's " + size + " tokens " + where + ", sum of:",
            products);
  }

  /** The weight that the index has of a token in a document, 0 where it is not there. */
  private static float documentWeight(TermsEnum dictionary, String token, int doc)
      throws IOException {
    if (!dictionary.seekExact(new BytesRef(token))) {
      return 0;
    }
    PostingsEnum postings = dictionary.postings(null, PostingsEnum.FREQS);
    return postings.advance(doc) == doc ? Float.intBitsToFloat(postings.freq() << LOST_BITS) : 0;
  }

  private Explanation product(
      SparseVector.Entry entry, float documentWeight, QueryWeights weights) {
    // Multiplied in the order in which the score is, so it is the same to the last bit.
    float value = boost * entry.weight() * documentWeight;
    String token = "token [" + entry.token() + "], ";
    Explanation own = weights.explain(entry);
    Explanation its =
        Explanation.match(
            documentWeight, "document weight, 9 significant bits as the index has it");
    return boost == 1
        ? Explanation.match(value, token + "product of:", own, its)
        : Explanation.match(
            value,
            token + "computed as boost * query weight * document weight from:",
            Explanation.match(boost, "boost"),
            own,
            its);
  }
}
