/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One text of a job, first as it came, then in windows. Guarded by the queue's lock. */
final class QueuedText {
  private final Job job;
  private final int index;
  private final Source source;
  private final long since;
  private final List<SparseVector> vectors = new ArrayList<>(1);
  private EncoderLender.Loan loan;
  private int windowsLeft;
  private final AtomicBoolean started = new AtomicBoolean();

  QueuedText(Job job, int index, Source source, long since) {
    this.job = job;
    this.index = index;
    this.source = source;
    this.since = since;
  }

  Job job() {
    return job;
  }

  int index() {
    return index;
  }

  String text() {
    return job.request().texts().get(index);
  }

  Source source() {
    return source;
  }

  /** When it came, in nanoseconds of the system's timer. */
  long since() {
    return since;
  }

  /** Whether nobody needs its vector any more. */
  boolean isVain() {
    return job.isAnswered();
  }

  /** Whether somebody said that nobody needs its vector any more. */
  boolean isCancelled() {
    return source.isCancelled() || job.request().cancelled().getAsBoolean();
  }

  DocumentEncoder encoder() {
    return loan.encoder();
  }

  /** Remembers what it is encoded with, and in how many windows. */
  void cut(EncoderLender.Loan by, int windows) {
    loan = by;
    windowsLeft = windows;
  }

  /** True the first time; any thread may ask. */
  boolean start() {
    return started.compareAndSet(false, true);
  }

  /**
   * Is done with one of its windows.
   *
   * @param vector of the window, or null when there will be none
   * @return whether it was the last
   */
  boolean windowDone(SparseVector vector) {
    if (vector != null) {
      vectors.add(vector);
    }
    return --windowsLeft == 0;
  }

  /** The vector of the whole text, once all windows are done. */
  SparseVector vector() {
    return SparseVector.maximum(vectors);
  }

  /** Gives the encoder back. */
  void giveBack() {
    if (loan != null) {
      loan.close();
      loan = null;
    }
  }
}
