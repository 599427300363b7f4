/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Objects;

/**
 * IDF-aware FLOPS on effective weights u = idf · w: {@code Σ_t ((1/N) Σ_i u_t(d_i) / idf(t))²}, for
 * queries that weigh every token 1. A token whose IDF is 0 or less pays nothing: its effective
 * weight is 0. On w itself, for queries that weigh by IDF, the same penalty is {@link Flops}.
 *
 * @see <a href="https://arxiv.org/abs/2411.04403">Geng, Wang, Ru, Yang: Towards Competitive Search
 *     Relevance For Inference-Free Learned Sparse Retrievers (2024)</a>
 */
public final class IdfFlops implements Penalty {
  private final NDArray idf;

  /**
   * A penalty by this table.
   *
   * @param idf [V], finite; read anew for each batch, so it may be a parameter
   */
  public IdfFlops(NDArray idf) {
    this.idf = Objects.requireNonNull(idf);
  }

  @Override
  public NDArray of(NDArray documents) {
    NDManager manager = documents.getManager();
    NDArray positive = manager.zeros(idf.getShape()).lt(idf).toType(DataType.FLOAT32, false);
    NDArray divisor = positive.mul(idf).add(positive.neg().add(1));
    return documents.mean(new int[] {0}).mul(positive).div(divisor).square().sum();
  }
}
