/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.BeirCollection;
import java.io.IOException;
import java.util.Optional;

/** What tests must not share with training: their queries and documents. */
final class TestTexts {
  /** Words in a row that a text of training must not share with a document of a test. */
  static final int DOCUMENT_RUN = 12;

  /** Words in a row that a text of training must not share with a query of a test. */
  static final int QUERY_RUN = 9;

  /** What a pair shares with a test. */
  enum Fault {
    QUERY("query or title of a test"),
    DOCUMENT_RUN("12 words of a test's document"),
    QUERY_RUN("9 words of a test's query");

    private final String label;

    Fault(String label) {
      this.label = label;
    }

    /** For people. */
    String label() {
      return label;
    }
  }

  private final LongSet queries = new LongSet();
  private final LongSet documentRuns = new LongSet();
  private final LongSet queryRuns = new LongSet();

  /** Adds the judged queries, and all documents with their titles. */
  void add(BeirCollection collection) throws IOException {
    for (BeirCollection.Query query : collection.queries()) {
      Words words = Words.of(query.text());
      queries.add(words.all());
      words.addRuns(QUERY_RUN, queryRuns);
    }
    collection.forEach(
        document -> {
          if (!document.title().isBlank()) {
            queries.add(Words.of(document.title()).all());
          }
          Words.of(document.passage()).addRuns(DOCUMENT_RUN, documentRuns);
        });
  }

  /** What a pair shares with a test, if anything. */
  Optional<Fault> fault(Words query, Words positive) {
    if (queries.contains(query.all())) {
      return Optional.of(Fault.QUERY);
    }
    if (query.anyRun(DOCUMENT_RUN, documentRuns::contains)
        || positive.anyRun(DOCUMENT_RUN, documentRuns::contains)) {
      return Optional.of(Fault.DOCUMENT_RUN);
    }
    return query.anyRun(QUERY_RUN, queryRuns::contains)
            || positive.anyRun(QUERY_RUN, queryRuns::contains)
        ? Optional.of(Fault.QUERY_RUN)
        : Optional.empty();
  }
}
