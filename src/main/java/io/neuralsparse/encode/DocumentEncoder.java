/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.vector.SparseVector;
import java.util.List;

/** Turns texts into sparse vectors. Any number of threads may use one. */
public interface DocumentEncoder extends AutoCloseable {
  /** As {@link #encode(List, LongText)}, long texts in {@link LongText#WINDOWS}. */
  default List<SparseVector> encode(List<String> texts) {
    return encode(texts, LongText.WINDOWS);
  }

  /**
   * Encodes texts; each vector depends on its own text only.
   *
   * @param texts any number of texts
   * @param longText what becomes of one beyond the model's window
   * @return one vector a text, in the same order; empty for a text without tokens
   * @throws IllegalStateException when the encoder is closed
   */
  List<SparseVector> encode(List<String> texts, LongText longText);

  /**
   * Tokenises a text.
   *
   * @throws IllegalStateException when the encoder is closed
   */
  Windows cut(String text, LongText longText);

  /**
   * Runs the network once.
   *
   * @param windows of {@link #cut}, at least one; all are padded to the longest
   * @return one vector a window, in the same order
   * @throws io.neuralsparse.model.ModelException when the network fails on one of them
   * @throws IllegalStateException when the encoder is closed
   */
  List<SparseVector> run(List<long[]> windows);

  /**
   * The memory outside the heap that a run takes at most, in bytes.
   *
   * @param windows how many
   * @param tokens of the longest
   */
  long bytes(int windows, int tokens);

  /** The memory that the encoder itself takes, in bytes. */
  long bytes();

  /** Waits for the threads that encode, then releases all native memory. */
  @Override
  void close();
}
