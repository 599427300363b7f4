/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;

/**
 * FLOPS: {@code Σ_t ((1/N) Σ_i w_t(d_i))²}.
 *
 * @see <a href="https://arxiv.org/abs/2004.05665">Paria, Yeh, Yen, Xu, Ravikumar, Póczos:
 *     Minimizing FLOPs to Learn Efficient Sparse Representations (2020)</a>
 */
public final class Flops implements Penalty {
  @Override
  public NDArray of(NDArray documents) {
    return documents.mean(new int[] {0}).square().sum();
  }
}
