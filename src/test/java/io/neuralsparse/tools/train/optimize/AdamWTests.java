/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.optimize;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.neuralsparse.tools.train.torch.TorchTestCase;

/** Against the formulas in double precision. */
public class AdamWTests extends TorchTestCase {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;

  /** Puts 2 · slope · x into the gradient of x. */
  private static void backward(NDArray x, float slope) {
    try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
      tape.backward(x.square().mul(slope).sum());
    }
  }

  public void testStepsOfTheFormula() throws Exception {
    double rate = 0.01;
    double decay = 0.1;
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 0)) {
      NDArray x = manager.create(new float[] {1, -2, 0.5f});
      x.setRequiresGradient(true);
      optimizer.add("x", x, rate, decay);
      double[] expected = {1, -2, 0.5};
      double[] mean = new double[3];
      double[] square = new double[3];
      for (int step = 1; step <= 5; step++) {
        double factor = step / 5.0;
        backward(x, 3);
        double norm = optimizer.step(factor, 0.5);
        double sum = 0;
        for (int i = 0; i < 3; i++) {
          double gradient = 0.5 * 6 * expected[i];
          sum += gradient * gradient;
          expected[i] -= rate * factor * decay * expected[i];
          mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * gradient;
          square[i] = BETA_2 * square[i] + (1 - BETA_2) * gradient * gradient;
          double corrected =
              rate * factor * Math.sqrt(1 - Math.pow(BETA_2, step)) / (1 - Math.pow(BETA_1, step));
          expected[i] -= corrected * mean[i] / (Math.sqrt(square[i]) + 1e-8);
        }
        assertEquals(Math.sqrt(sum), norm, 1e-5);
        for (int i = 0; i < 3; i++) {
          assertEquals(expected[i], x.toFloatArray()[i], 1e-5);
        }
      }
      assertEquals(5, optimizer.steps());
    }
  }

  public void testGreatGradientsAreScaledDown() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 1)) {
      NDArray x = manager.create(new float[] {3});
      NDArray y = manager.create(new float[] {4});
      x.setRequiresGradient(true);
      y.setRequiresGradient(true);
      optimizer.add("x", x, 0.1, 0);
      optimizer.add("y", y, 0.1, 0);
      backward(x, 0.5f);
      backward(y, 0.5f);
      assertEquals(5, optimizer.step(1, 1), 1e-5);
      // m = 0.1 · g / 5
      assertEquals(0.06, optimizer.state().get("mean.x").getFloat(), 1e-6);
      assertEquals(0.08, optimizer.state().get("mean.y").getFloat(), 1e-6);
    }
  }

  /** As the biases of a new network are. */
  public void testParametersOfEqualValuesAreTwo() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 0)) {
      NDArray x = manager.create(new float[] {1});
      NDArray y = manager.create(new float[] {1});
      x.setRequiresGradient(true);
      y.setRequiresGradient(true);
      optimizer.add("x", x, 0.1, 0);
      optimizer.add("y", y, 0.1, 0);
      backward(x, 1);
      backward(y, 2);
      optimizer.step(1, 1);
      // m = 0.1 · g
      assertEquals(0.2, optimizer.state().get("mean.x").getFloat(), 1e-6);
      assertEquals(0.4, optimizer.state().get("mean.y").getFloat(), 1e-6);
    }
  }

  public void testGradientsBeginAnewAfterAStep() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 0)) {
      NDArray x = manager.create(new float[] {3});
      x.setRequiresGradient(true);
      optimizer.add("x", x, 1e-9, 0);
      backward(x, 1);
      backward(x, 1);
      assertEquals(12, optimizer.step(1, 1), 1e-5);
      backward(x, 1);
      assertEquals(6, optimizer.step(1, 1), 1e-5);
    }
  }

  public void testParametersWithoutAGradientStay() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 0)) {
      NDArray x = manager.create(new float[] {3});
      NDArray y = manager.create(new float[] {4});
      x.setRequiresGradient(true);
      y.setRequiresGradient(true);
      optimizer.add("x", x, 0.1, 0.5);
      optimizer.add("y", y, 0.1, 0.5);
      backward(x, 1);
      optimizer.step(1, 1);
      assertEquals(4, y.getFloat(), 0);
      assertTrue(x.getFloat() < 3);
    }
  }

  public void testNothingChangesWhereTheGradientIsNoNumber() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 1)) {
      NDArray x = manager.create(new float[] {3});
      x.setRequiresGradient(true);
      optimizer.add("x", x, 0.1, 0.5);
      backward(x, Float.NaN);
      assertTrue(Double.isNaN(optimizer.step(1, 1)));
      assertEquals(3, x.getFloat(), 0);
      assertEquals(0, optimizer.steps());
    }
  }

  public void testNamesAreUnique() throws Exception {
    try (NDManager manager = manager();
        AdamW optimizer = new AdamW(manager, 1)) {
      NDArray x = manager.create(new float[] {3});
      x.setRequiresGradient(true);
      optimizer.add("x", x, 0.1, 0.5);
      Exception e =
          expectThrows(IllegalArgumentException.class, () -> optimizer.add("x", x, 0.1, 0.5));
      assertEquals("parameter [x] is there twice", e.getMessage());
    }
  }

  public void testRatesRiseAndFallInLines() {
    LinearRate rate = new LinearRate(2, 6);
    assertEquals(0.5, rate.at(1), 0);
    assertEquals(1, rate.at(2), 0);
    assertEquals(0.8, rate.at(3), 1e-12);
    assertEquals(0.2, rate.at(6), 1e-12);
    assertEquals(1, new LinearRate(0, 4).at(1), 1);
    assertEquals(1, new LinearRate(4, 4).at(4), 0);
    Exception e = expectThrows(IllegalArgumentException.class, () -> new LinearRate(5, 4));
    assertEquals("[warm_up] must be from 0 to [steps], got [5] of [4]", e.getMessage());
  }
}
