/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

/** An example whose texts are numbers of a {@link TextTable}. Arrays are not to be changed. */
final class StoredExample {
  private final int query;
  private final int[] documents;
  private final int positives;
  private final float[] scores;
  private final String source;
  private final Origin origin;

  StoredExample(Example example, int query, int[] documents) {
    this.query = query;
    this.documents = documents;
    this.positives = example.positives().size();
    this.scores = new float[example.scores().size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = example.scores().get(i);
    }
    this.source = example.source();
    this.origin = example.origin();
  }

  int query() {
    return query;
  }

  /** The positives, then the negatives. */
  int document(int place) {
    return documents[place];
  }

  /** The score of a document; 0 where there is none. */
  float score(int place) {
    return scores.length == 0 ? 0 : scores[place];
  }

  boolean isScored() {
    return scores.length > 0;
  }

  int positives() {
    return positives;
  }

  int negatives() {
    return documents.length - positives;
  }

  String source() {
    return source;
  }

  Origin origin() {
    return origin;
  }
}
