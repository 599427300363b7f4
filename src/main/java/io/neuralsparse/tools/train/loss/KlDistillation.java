/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.tools.train.torch.Scaling;

/**
 * How far the student's choice among a query's candidates is from the teacher's: mean over queries
 * of {@code KL(softmax(teacher) ‖ softmax(s))}, 0 or more.
 *
 * @see <a href="https://arxiv.org/abs/2411.04403">Geng, Wang, Ru, Yang: Towards Competitive Search
 *     Relevance For Inference-Free Learned Sparse Retrievers (2024)</a>
 */
public final class KlDistillation {
  private KlDistillation() {}

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
    double[][] shares = new double[teacher.length][];
    double negativeEntropy = 0;
    for (int q = 0; q < teacher.length; q++) {
      shares[q] = softmax(teacher[q], q, candidates);
      for (double share : shares[q]) {
        negativeEntropy += share > 0 ? share * Math.log(share) : 0;
      }
    }
    NDArray student = scores.add(candidates.exclusion(manager)).logSoftmax(1);
    NDArray target = candidates.array(manager, (q, d) -> (float) shares[q][d]);
    NDArray sum = student.mul(target).sum().neg().add((float) negativeEntropy);
    return Scaling.times(sum, 1.0 / candidates.queries());
  }

  /** Over the candidates; 0 for others. */
  private static double[] softmax(float[] scores, int query, Candidates candidates) {
    double most = Double.NEGATIVE_INFINITY;
    for (int d = 0; d < scores.length; d++) {
      most = candidates.contains(query, d) ? Math.max(most, scores[d]) : most;
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int d = 0; d < scores.length; d++) {
      shares[d] = candidates.contains(query, d) ? Math.exp(scores[d] - most) : 0;
      sum += shares[d];
    }
    for (int d = 0; d < scores.length; d++) {
      shares[d] /= sum;
    }
    return shares;
  }
}
