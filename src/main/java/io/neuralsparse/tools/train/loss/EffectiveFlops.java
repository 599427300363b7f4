/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/**
 * Plain FLOPS of effective weights u = idf · w, {@code Σ_t ((1/N) Σ_i idf(t) · w_t(d_i))²}, for
 * queries that weigh by IDF: what {@link Flops} is of u where queries weigh every token 1. So both
 * penalties can be compared on networks that begin with the same scores.
 */
public final class EffectiveFlops implements Penalty {
  private final NDArray idf;

  /**
   * A penalty by this table.
   *
   * @param idf [V], 0 or more, finite; read anew for each batch, so it may be a parameter
   */
  public EffectiveFlops(NDArray idf) {
    this.idf = Objects.requireNonNull(idf);
  }

  @Override
  public NDArray of(NDArray documents) {
    return documents.mean(new int[] {0}).mul(idf).square().sum();
  }
}
