/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.train.torch.Scaling;

/**
 * The positive against all rivals: mean over queries of {@code −log softmax(s / τ)} at the
 * positive. 0 where a query has its positive alone.
 *
 * @param temperature τ, above 0: the smaller, the more the hardest negative counts
 * @see <a href="https://arxiv.org/abs/1807.03748">van den Oord, Li, Vinyals: Representation
 *     Learning with Contrastive Predictive Coding (2018)</a>
 */
public record InfoNce(double temperature) {
  /** Checks the temperature. */
  public InfoNce {
    if (!(temperature > 0) || temperature == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "[temperature] must be finite and above 0, got [" + temperature + "]");
    }
  }

  /**
   * The loss of a batch.
   *
   * @param scores [Q, D]
   */
  public NDArray of(NDArray scores, Candidates candidates) {
    candidates.check(scores);
    NDManager manager = scores.getManager();
    NDArray shares =
        Scaling.times(scores, 1 / temperature).add(candidates.exclusion(manager)).logSoftmax(1);
    NDArray sum = shares.mul(candidates.positives(manager)).sum();
    return Scaling.times(sum, -1.0 / candidates.queries());
  }
}
