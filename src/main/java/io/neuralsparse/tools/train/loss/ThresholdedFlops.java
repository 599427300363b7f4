/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * FLOPS of the documents with more than so many active tokens: the others are of zeros here, and
 * still count in N. Goes with the double logarithm as activation, which is the network's.
 *
 * @param threshold active tokens that cost nothing, 0 or more
 * @see <a href="https://arxiv.org/abs/2504.14839">Shen, Geng, Yang: Exploring ℓ0 Sparsification for
 *     Inference-free Sparse Retrievers (2025)</a>
 */
public record ThresholdedFlops(int threshold) implements Penalty {
  /** Checks the threshold. */
  public ThresholdedFlops {
    if (threshold < 0) {
      throw new IllegalArgumentException("[threshold] must be 0 or more, got [" + threshold + "]");
    }
  }

  @Override
  public NDArray of(NDArray documents) {
    NDArray active = documents.gt(0).toType(DataType.FLOAT32, false).sum(new int[] {1}, true);
    NDArray paying = active.gt(threshold).toType(DataType.FLOAT32, false);
    return new Flops().of(documents.mul(paying));
  }
}
