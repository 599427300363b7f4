/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.io.IOException;

/** Scores documents for queries, the higher the better. For one thread. */
public interface Teacher extends AutoCloseable {
  /** What reports and messages call it. */
  String name();

  /**
   * The scores of a batch.
   *
   * @return [Q][D], finite for candidates; what the others have means nothing
   * @throws IOException when what the scores come from cannot be read, or kept
   * @throws IllegalArgumentException when the batch has nothing that this teacher can score
   */
  float[][] scores(TeacherBatch batch) throws IOException;

  @Override
  void close() throws IOException;
}
