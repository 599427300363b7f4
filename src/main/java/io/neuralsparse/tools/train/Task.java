/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Map;

/** What a run minimises, pass by pass: a pass is a function of its number and the parameters. */
interface Task extends AutoCloseable {
  /** The part that is the mean of active tokens of a document: without any nothing is learned. */
  String ACTIVE_TOKENS = "active_tokens";

  /**
   * What one pass made.
   *
   * @param loss a scalar on the tape
   * @param parts numbers for people and metrics, the loss's parts first
   * @param texts that were encoded
   */
  record Pass(NDArray loss, Map<String, Double> parts, int texts) {}

  /**
   * Computes the loss of a pass; called on the tape.
   *
   * @param number from 0
   * @param step of the run that it belongs to, from 1
   * @param arrays what it makes belongs to
   */
  Pass pass(long number, long step, NDManager arrays) throws IOException;

  /** Where the examples of a pass are from, for messages. */
  String origins(long number);

  /** SHA-256 of each file that is learned from. */
  Map<String, String> digests();

  /** Arrays beside the parameters that later passes depend on. */
  default Map<String, NDArray> state() {
    return Map.of();
  }

  @Override
  void close() throws IOException;
}
