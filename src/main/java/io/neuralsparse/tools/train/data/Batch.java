/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.BitSet;
import java.util.List;

/**
 * Examples of one step: Q queries with C candidates each. Texts are numbers of the set's {@link
 * TextTable}; its tables of tokens have their ids. No query and no positive is there twice. Arrays
 * are not to be changed.
 */
public final class Batch {
  private final int[] queries;
  private final int[] documents;
  private final float[] scores;
  private final BitSet positives;
  private final List<Origin> origins;

  Batch(int[] queries, int[] documents, float[] scores, BitSet positives, List<Origin> origins) {
    this.queries = queries;
    this.documents = documents;
    this.scores = scores;
    this.positives = positives;
    this.origins = List.copyOf(origins);
  }

  /** The number Q of queries. */
  public int size() {
    return queries.length;
  }

  /** The number C of candidates a query, the positive and the negatives. */
  public int candidates() {
    return documents.length / queries.length;
  }

  /** The texts [Q] of the queries. */
  public int[] queries() {
    return queries;
  }

  /**
   * The texts [Q · C] of the documents: those of query q from q · C on, its positive first, then
   * its negatives.
   */
  public int[] documents() {
    return documents;
  }

  /**
   * Scores [Q · C] of the candidates for their query, as the lines have them; empty where the set
   * has none.
   */
  public float[] scores() {
    return scores;
  }

  /**
   * Whether a document is among all the positives that a query has on its line. Such a document
   * must not count as a negative of that query.
   *
   * @param query from 0 to below Q
   * @param document place from 0 to below Q · C
   */
  public boolean isPositive(int query, int document) {
    return positives.get(query * documents.length + document);
  }

  /** Where the examples [Q] were read. */
  public List<Origin> origins() {
    return origins;
  }
}
