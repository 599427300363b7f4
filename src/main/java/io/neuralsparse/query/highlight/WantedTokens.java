/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * The tokens of one model that a request's queries look for, each in its field. Made once for a
 * request and asked for every hit.
 */
final class WantedTokens {
  private static final int FEATURE_SHIFT = 15;

  private final String model;
  private final Tokenizer tokenizer;
  private final Set<Integer> ids = new HashSet<>();
  private final WordFinder words;

  /** Field → token's id → weight; sums where several clauses want the same. */
  private final Map<String, Map<Integer, Float>> weights = new TreeMap<>();

  /**
   * Nothing is wanted yet.
   *
   * @param model the model's name
   * @param tokenizer the model's; must be open while texts are looked at, see {@link #isOf}
   */
  WantedTokens(String model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.words = new WordFinder(tokenizer, ids);
  }

  /** The model's name. */
  String model() {
    return model;
  }

  /** Whether these tokens are those of a tokeniser: not so when the model was loaded afresh. */
  boolean isOf(Tokenizer other) {
    return tokenizer == other;
  }

  /** Adds a clause. Tokens that the vocabulary lacks are left out: no text has them. */
  void add(SparseClauses.Found found) {
    Map<Integer, Float> ofField =
        weights.computeIfAbsent(found.clause().field(), field -> new HashMap<>());
    for (SparseVector.Entry entry : found.clause().tokens().entries()) {
      int id = tokenizer.vocabulary().id(entry.token());
      if (id >= 0 && !tokenizer.vocabulary().isSpecial(id)) {
        ids.add(id);
        ofField.merge(id, entry.weight() * found.boost(), Float::sum);
      }
    }
  }

  /** Finds the words of these tokens; to be asked when all clauses are there. */
  WordFinder words() {
    return words;
  }

  /**
   * The tokens that documents have.
   *
   * @param first first document of a hit, in the reader's numbers: the same as {@code last}, or the
   *     first of the nested ones before it
   * @param last last document of the hit
   * @return token's id → what it adds to the score: query weight × document weight, the largest
   *     over the documents, summed over fields
   */
  Map<Integer, MatchedToken> matched(LeafReader reader, int first, int last) throws IOException {
    Map<Integer, Float> scores = new HashMap<>();
    for (Map.Entry<String, Map<Integer, Float>> field : weights.entrySet()) {
      Terms terms = reader.terms(field.getKey());
      if (terms == null) {
        continue;
      }
      TermsEnum term = terms.iterator();
      PostingsEnum postings = null;
      for (Map.Entry<Integer, Float> wanted : field.getValue().entrySet()) {
        String token = tokenizer.vocabulary().token(wanted.getKey());
        if (term.seekExact(new BytesRef(token))) {
          postings = term.postings(postings, PostingsEnum.FREQS);
          float weight = largest(postings, first, last);
          if (weight > 0) {
            scores.merge(wanted.getKey(), weight * wanted.getValue(), Float::sum);
          }
        }
      }
    }
    Map<Integer, MatchedToken> matched = HashMap.newHashMap(scores.size());
    scores.forEach((id, score) -> matched.put(id, new MatchedToken(score)));
    return matched;
  }

  /** The largest weight among some documents; 0 where none has the token. */
  private static float largest(PostingsEnum postings, int first, int last) throws IOException {
    float largest = 0;
    for (int doc = postings.advance(first); doc <= last; doc = postings.nextDoc()) {
      // How a FeatureField keeps a weight: the upper bits of the float as the frequency.
      largest = Math.max(largest, Float.intBitsToFloat(postings.freq() << FEATURE_SHIFT));
    }
    return largest;
  }
}
