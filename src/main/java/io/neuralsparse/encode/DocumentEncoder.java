/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.vector.SparseVector;
import java.util.List;

/** Turns texts into sparse vectors. Any number of threads may use one. */
public interface DocumentEncoder extends AutoCloseable {
  /**
   * Encodes texts; each vector depends on its own text only.
   *
   * @param texts any number of texts; one beyond the model's window is cut there
   * @return one vector a text, in the same order; empty for a text without tokens
   * @throws IllegalStateException when the encoder is closed
   */
  List<SparseVector> encode(List<String> texts);

  /** Waits for the threads that encode, then releases all native memory. */
  @Override
  void close();
}
