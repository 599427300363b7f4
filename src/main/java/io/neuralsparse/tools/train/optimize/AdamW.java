/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with decoupled weight decay, and all of the step's gradient scaled down where its norm is
 * too great. With g the gradient of step k, m and v the moments:
 *
 * <pre>
 *   θ ← θ − r·d·θ,  m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²
 *   θ ← θ − r · √(1 − β₂ᵏ)/(1 − β₁ᵏ) · m/(√v + ε)
 * </pre>
 *
 * <p>with β₁ 0.9, β₂ 0.999, ε 1e-8, r the group's rate and d its decay. For one thread.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov, Hutter: Decoupled Weight Decay
 *     Regularization (2019)</a>
 */
public final class AdamW implements AutoCloseable {
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  /** Of single values: DJL clamps where this is 0 or more. */
  private static final float NO_CLAMP = -1;

  private final NDManager manager;
  private final double clip;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private long steps;

  /** A parameter and what is kept of its gradients. */
  private record Slot(NDArray parameter, double rate, double decay, NDArray mean, NDArray square) {}

  /**
   * An optimiser without parameters.
   *
   * @param parent what its arrays' manager is made from
   * @param clip greatest norm of all gradients together; 0: any
   */
  public AdamW(NDManager parent, double clip) {
    this.manager = parent.newSubManager();
    this.clip = clip;
  }

  /**
   * Adds a parameter, its moments 0.
   *
   * @param name unique
   * @param parameter that requires gradients
   * @param rate at its highest
   * @param decay d
   */
  public void add(String name, NDArray parameter, double rate, double decay) {
    NDArray mean = manager.zeros(parameter.getShape(), DataType.FLOAT32);
    NDArray square = manager.zeros(parameter.getShape(), DataType.FLOAT32);
    if (slots.put(name, new Slot(parameter, rate, decay, mean, square)) != null) {
      throw new IllegalArgumentException("parameter [" + name + "] is there twice");
    }
  }

  /**
   * One step; the gradients are 0 after it. A parameter whose gradient is 0 all over, which no loss
   * reached, stays as it is.
   *
   * @param factor of all rates
   * @param scale of all gradients, for sums that are to be means
   * @return the norm of all gradients together, scaled, before it was cut; where that is no number
   *     nothing has changed
   */
  public double step(double factor, double scale) {
    try (NDManager step = manager.newSubManager()) {
      // By name: arrays are equal where their values are, and so are the slots that hold them.
      Map<String, NDArray> gradients = new LinkedHashMap<>();
      double squares = 0;
      for (Map.Entry<String, Slot> slot : slots.entrySet()) {
        NDArray gradient = slot.getValue().parameter.getGradient();
        gradient.attach(step);
        double square = gradient.square().sum().getFloat();
        if (square != 0) {
          gradients.put(slot.getKey(), gradient);
          squares += square;
        }
      }
      double norm = Math.sqrt(squares) * scale;
      if (!Double.isFinite(norm)) {
        return norm;
      }
      steps++;
      float rescale = (float) (clip > 0 && norm > clip ? scale * clip / norm : scale);
      gradients.forEach((name, gradient) -> update(slots.get(name), gradient, factor, rescale));
      return norm;
    }
  }

  private void update(Slot slot, NDArray gradient, double factor, float rescale) {
    double rate = slot.rate * factor;
    double k = (double) steps;
    double corrected = rate * Math.sqrt(1 - Math.pow(BETA_2, k)) / (1 - Math.pow(BETA_1, k));
    slot.parameter
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(slot.parameter, gradient, slot.mean, slot.square),
            new NDList(slot.parameter),
            (float) rate,
            (float) corrected,
            (float) slot.decay,
            rescale,
            NO_CLAMP,
            BETA_1,
            BETA_2,
            EPSILON,
            true,
            true);
  }

  /** How many steps were made. */
  public long steps() {
    return steps;
  }

  /** Goes on after so many steps, whose moments are filled in through {@link #state()}. */
  public void resume(long steps) {
    this.steps = steps;
  }

  /** All parameters and moments by name, in an order that stays: what the next step depends on. */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    slots.forEach(
        (name, slot) -> {
          state.put("parameter." + name, slot.parameter);
          state.put("mean." + name, slot.mean);
          state.put("square." + name, slot.square);
        });
    return state;
  }

  /** The names of the parameters. */
  public List<String> names() {
    return new ArrayList<>(slots.keySet());
  }

  @Override
  public void close() {
    manager.close();
  }
}
