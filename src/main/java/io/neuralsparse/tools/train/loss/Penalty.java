/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;

/** What the vectors of a batch cost, so that they become sparse; 0 for vectors of zeros. */
public interface Penalty {
  /**
   * The penalty of a batch.
   *
   * @param documents [N, V], 0 or more, N at least 1
   * @return a scalar
   */
  NDArray of(NDArray documents);
}
