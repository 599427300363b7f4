/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.time.Duration;

/**
 * How an evaluation goes.
 *
 * @param depth hits that are asked for and judged
 * @param top hits of the searches that are timed
 * @param timed searches that are timed for each system; 0: none
 * @param shards of each index
 * @param clients connections that documents are sent over
 * @param bulk documents in a request
 * @param vectors documents at most whose vectors are counted
 * @param patience with a cluster that is busy or away
 * @param keep whether indices and pipelines stay
 */
public record EvaluationPlan(
    int depth,
    int top,
    int timed,
    int shards,
    int clients,
    int bulk,
    int vectors,
    Duration patience,
    boolean keep) {

  /** What is done unless it is asked otherwise. */
  public static final EvaluationPlan DEFAULT =
      new EvaluationPlan(1000, 10, 300, 1, 2, 100, 100_000, Duration.ofMinutes(5), false);

  /** The same without times. */
  public EvaluationPlan untimed() {
    return new EvaluationPlan(depth, top, 0, shards, clients, bulk, vectors, patience, keep);
  }
}
