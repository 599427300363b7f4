/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.vector.SparseVector;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A request on its way to its answer, of which there is one. */
final class Job {
  private final EncodingRequest request;
  private final BiConsumer<List<SparseVector>, Exception> answer;
  private final AtomicReferenceArray<SparseVector> vectors;
  private final AtomicInteger missing;
  private final AtomicBoolean answered = new AtomicBoolean();

  Job(EncodingRequest request, BiConsumer<List<SparseVector>, Exception> answer) {
    this.request = request;
    this.answer = answer;
    this.vectors = new AtomicReferenceArray<>(request.texts().size());
    this.missing = new AtomicInteger(request.texts().size());
  }

  EncodingRequest request() {
    return request;
  }

  /** Whether it has been answered, so that nobody needs its vectors. */
  boolean isAnswered() {
    return answered.get();
  }

  /** Takes in the vector of a text; the last one makes the answer. */
  void put(int index, SparseVector vector) {
    vectors.set(index, vector);
    if (missing.decrementAndGet() > 0 || !answered.compareAndSet(false, true)) {
      return;
    }
    answer.accept(IntStream.range(0, vectors.length()).mapToObj(vectors::get).toList(), null);
  }

  /**
   * Answers with a failure, unless there is an answer already.
   *
   * @param before told of the failure before the answer is given
   */
  void fail(Exception failure, Consumer<Exception> before) {
    if (answered.compareAndSet(false, true)) {
      before.accept(failure);
      answer.accept(null, failure);
    }
  }
}
