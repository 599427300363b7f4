/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Candidates;

/** The scores that the data's own lines have, a cross-encoder's for instance. */
public final class LineScores implements Teacher {
  @Override
  public String name() {
    return "scores";
  }

  @Override
  public float[][] scores(TeacherBatch batch) {
    Candidates candidates = batch.candidates();
    if (!batch.isScored()) {
      throw new IllegalArgumentException(
          "teacher [scores] needs lines with [scores], and these have none");
    }
    if (candidates.inBatch() && candidates.queries() > 1) {
      throw new IllegalArgumentException(
          "teacher [scores] knows a query's own documents only, not those of the rest of the batch");
    }
    float[][] scores = new float[candidates.queries()][candidates.documents()];
    for (int q = 0; q < scores.length; q++) {
      int begin = candidates.positive(q);
      for (int d = begin; d < begin + candidates.own(); d++) {
        scores[q][d] = batch.score(d);
      }
    }
    return scores;
  }

  @Override
  public void close() {}
}
