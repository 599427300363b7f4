/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * The vector of a text that is being encoded, and those who wait for it. They are told without a
 * lock held, as they may go on to wait for others. Thread-safe.
 */
final class VectorInWork {
  private static final Logger logger = LogManager.getLogger(VectorInWork.class);

  /** Null when there is nothing to wait for any more. */
  private List<Consumer<SparseVector>> waiting = new ArrayList<>();

  private SparseVector vector;

  /**
   * Tells somebody, at once or later.
   *
   * @param told of the vector, or of null when it could not be encoded
   */
  void tell(Consumer<SparseVector> told) {
    synchronized (this) {
      if (waiting != null) {
        waiting.add(told);
        return;
      }
    }
    told.accept(vector);
  }

  /**
   * It is there. Only the first call counts.
   *
   * @param encoded or null when it could not be
   */
  void finish(SparseVector encoded) {
    List<Consumer<SparseVector>> all;
    synchronized (this) {
      if (waiting == null) {
        return;
      }
      all = waiting;
      waiting = null;
      vector = encoded;
    }
    for (Consumer<SparseVector> told : all) {
      try {
        told.accept(encoded);
      } catch (RuntimeException e) {
        logger.error("a pipeline failed with the vectors it was given", e);
      }
    }
  }
}
