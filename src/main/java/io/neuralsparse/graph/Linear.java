/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import java.util.List;
import java.util.Optional;

/**
 * A linear layer, or some of its outputs: {@code y = x · Wᵀ + b} for the rows {@code from} to
 * {@code to} of W. Checkpoints that pack several layers into one have each as a range of rows.
 *
 * @param weight name of W, [rows, in]
 * @param bias name of b, [rows], where there is one
 * @param in width of x
 * @param rows all outputs of W
 * @param from the first of this layer
 * @param to one after the last of this layer
 */
public record Linear(String weight, Optional<String> bias, int in, int rows, int from, int to) {
  /** A layer with a bias, its tensors named as PyTorch names them. */
  static Linear of(String name, int in, int out) {
    return new Linear(name + ".weight", Optional.of(name + ".bias"), in, out, 0, out);
  }

  /** One of several equal layers that are packed into this one. */
  Linear part(int index, int parts) {
    int size = rows / parts;
    return new Linear(weight, bias, in, rows, index * size, (index + 1) * size);
  }

  Linear withoutBias() {
    return new Linear(weight, Optional.empty(), in, rows, from, to);
  }

  Linear rows(int first, int end) {
    return new Linear(weight, bias, in, rows, first, end);
  }

  /** The shape of W. */
  public List<Long> shape() {
    return List.of((long) rows, (long) in);
  }
}
