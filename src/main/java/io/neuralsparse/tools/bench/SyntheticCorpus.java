/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Vocabulary;
import java.util.HashMap;
import java.util.Map;

/**
 * Any number of documents and queries with the statistics of a learned sparse encoder's: token
 * frequencies as a real table has them (see {@link Lexicon}), topics, texts of some 60 distinct
 * words, vectors of some 180 tokens, queries of 5 to 8 words that match 1.5 to 2 tokens of a
 * document in the mean.
 *
 * <p>Document i and query i are functions of the table, the seed and i: the same everywhere and
 * always, in any order. Immutable and thread-safe.
 */
public final class SyntheticCorpus {
  private final Lexicon lexicon;
  private final DocumentSource documents;
  private final QuerySource queries;

  /**
   * A corpus over the tokens of a table.
   *
   * @throws IllegalArgumentException when the table has too few tokens to make documents of
   */
  public SyntheticCorpus(Vocabulary vocabulary, IdfTable table, long seed) {
    lexicon = new Lexicon(vocabulary, table);
    Topics topics = new Topics(lexicon, seed);
    documents = new DocumentSource(lexicon, topics, seed);
    queries = new QuerySource(lexicon, topics, seed);
  }

  /**
   * A corpus over a model's tokens, with the weights of its table.
   *
   * @throws io.neuralsparse.model.ModelException when the vocabulary or the table is not as it must
   *     be
   */
  public static SyntheticCorpus of(ModelFolder model, long seed) {
    Vocabulary vocabulary = Vocabulary.read(model);
    return new SyntheticCorpus(vocabulary, IdfTable.read(model, vocabulary), seed);
  }

  /** A document. */
  public SyntheticDocument document(long number) {
    return documents.get(number);
  }

  /** A query of 5 to 8 words, each with its weight from the table. */
  public SyntheticQuery query(long number) {
    return queries.narrow(number);
  }

  /** The same query as a bi-encoder might expand it: 37 tokens, weights in [0.05, 2.5]. */
  public SyntheticQuery wideQuery(long number) {
    return queries.wide(number);
  }

  /** The tokens and their expected frequencies. */
  Lexicon lexicon() {
    return lexicon;
  }

  /**
   * FLOPS as the paper counts them: the mean number of tokens that a query and a document have in
   * common, which is the number of products in a score; sum over t of P(query has t) · P(document
   * has t), both measured.
   *
   * @param documents how many to measure, from the first one on
   * @param queries how many to measure, narrow ones, from the first one on
   */
  public double flops(int documents, int queries) {
    Map<String, Integer> asked = new HashMap<>();
    for (int i = 0; i < queries; i++) {
      query(i).tokens().entries().forEach(entry -> asked.merge(entry.token(), 1, Integer::sum));
    }
    double products = 0;
    for (int i = 0; i < documents; i++) {
      SyntheticDocument document = document(i);
      for (int place = 0; place < document.size(); place++) {
        products += asked.getOrDefault(document.token(place), 0);
      }
    }
    return products / documents / queries;
  }
}
