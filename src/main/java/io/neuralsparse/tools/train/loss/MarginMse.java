/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.train.torch.Scaling;

/**
 * How far the student's margins between a query's positive and its rivals are from the teacher's:
 * mean over all such pairs of the batch of {@code ((s⁺ − s⁻) − (t⁺ − t⁻))²}. 0 where no query has a
 * rival.
 *
 * @see <a href="https://arxiv.org/abs/2010.02666">Hofstätter, Althammer, Schröder, Sertkan,
 *     Hanbury: Improving Efficient Neural Ranking Models with Cross-Architecture Knowledge
 *     Distillation (2020)</a>
 */
public final class MarginMse {
  private MarginMse() {}

  /**
   * The loss of a batch.
   *
   * @param scores the student's, [Q, D]
   * @param teacher the teacher's, [Q][D], finite where there is a candidate
   */
  public static NDArray of(NDArray scores, float[][] teacher, Candidates candidates) {
    candidates.check(scores);
    candidates.check(teacher);
    NDManager manager = scores.getManager();
    NDArray negatives = candidates.array(manager, (q, d) -> candidates.isRival(q, d) ? 1 : 0);
    NDArray margins =
        candidates.array(
            manager,
            (q, d) ->
                candidates.isRival(q, d) ? teacher[q][candidates.positive(q)] - teacher[q][d] : 0);
    NDArray positive = scores.mul(candidates.positives(manager)).sum(new int[] {1}, true);
    NDArray errors = positive.sub(scores).sub(margins).square().mul(negatives);
    return Scaling.times(errors.sum(), 1.0 / Math.max(1, candidates.rivals()));
  }
}
