/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Candidates;
import java.util.List;

/**
 * What a teacher is asked.
 *
 * @param queries the texts of Q queries
 * @param documents the texts of D documents
 * @param scores [D] of each document for the query whose own it is, as the data have them; empty
 *     where they have none
 * @param candidates which of the documents are to be scored for which query
 */
public record TeacherBatch(
    List<String> queries, List<String> documents, List<Float> scores, Candidates candidates) {
  /** Checks the numbers. */
  public TeacherBatch {
    queries = List.copyOf(queries);
    documents = List.copyOf(documents);
    scores = List.copyOf(scores);
    if (queries.size() != candidates.queries()
        || documents.size() != candidates.documents()
        || (!scores.isEmpty() && scores.size() != documents.size())) {
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
              + scores.size()
              + " scores");
    }
  }
}
