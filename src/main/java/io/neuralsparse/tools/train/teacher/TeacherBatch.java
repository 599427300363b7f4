/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Candidates;
import java.util.List;

/** What a teacher is asked: the candidates of a batch, as texts. Immutable. */
public final class TeacherBatch {
  private final List<String> queries;
  private final List<String> documents;
  private final float[] scores;
  private final Candidates candidates;

  /**
   * A batch.
   *
   * @param queries the texts of Q queries
   * @param documents the texts of D documents
   * @param scores [D] of each document for the query whose own it is, as the data have them; empty
   *     where they have none; not to be changed
   * @param candidates which of the documents are to be scored for which query
   * @throws IllegalArgumentException when the numbers of these differ
   */
  public TeacherBatch(
      List<String> queries, List<String> documents, float[] scores, Candidates candidates) {
    this.queries = List.copyOf(queries);
    this.documents = List.copyOf(documents);
    this.scores = scores;
    this.candidates = candidates;
    if (queries.size() != candidates.queries()
        || documents.size() != candidates.documents()
        || (scores.length > 0 && scores.length != documents.size())) {
      throw new IllegalArgumentException(
          "candidates of "
              + candidates.queries()
              + " queries and "
              + candidates.documents()
              + " documents, but "
              + queries.size()
              + " queries, "
              + documents.size()
              + " documents and "
              + scores.length
              + " scores");
    }
  }

  /** The texts [Q] of the queries. */
  public List<String> queries() {
    return queries;
  }

  /** The texts [D] of the documents. */
  public List<String> documents() {
    return documents;
  }

  /** Whether the data have scores. */
  public boolean isScored() {
    return scores.length > 0;
  }

  /** The score that the data give a document for the query whose own it is. */
  public float score(int document) {
    return scores[document];
  }

  /** Which of the documents are to be scored for which query. */
  public Candidates candidates() {
    return candidates;
  }
}
