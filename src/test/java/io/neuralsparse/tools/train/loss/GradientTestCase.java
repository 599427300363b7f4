/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.neuralsparse.tools.train.torch.PyTorch;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.junit.After;
import org.junit.Before;
import org.opensearch.test.OpenSearchTestCase;

/**
 * Functions of arrays, their values and their gradients, against plain functions of doubles whose
 * slopes are taken from differences.
 */
public abstract class GradientTestCase extends OpenSearchTestCase {
  private static final double STEP = 1e-5;

  /** Of a step; closed after the test. */
  NDManager manager;

  @Before
  public final void start() throws Exception {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    manager = PyTorch.start(1);
  }

  @After
  public final void stop() {
    if (manager != null) {
      manager.close();
    }
  }

  /** A function's value at a point, and its slopes there. */
  static final class Slopes {
    private final double value;
    private final double[] gradient;

    Slopes(double value, double[] gradient) {
      this.value = value;
      this.gradient = gradient;
    }

    double value() {
      return value;
    }

    double[] gradient() {
      return gradient;
    }
  }

  /** What PyTorch says. */
  final Slopes slopes(double[] point, Shape shape, UnaryOperator<NDArray> function) {
    NDArray x = array(point, shape);
    x.setRequiresGradient(true);
    double value;
    try (GradientCollector tape = manager.getEngine().newGradientCollector()) {
      NDArray result = function.apply(x);
      assertEquals("a loss is a scalar", new Shape(), result.getShape());
      value = result.getFloat();
      tape.backward(result);
    }
    return new Slopes(value, doubles(x.getGradient()));
  }

  /** Checks value and gradient; floats have seven digits. */
  final void assertSlopes(
      double[] point,
      Shape shape,
      UnaryOperator<NDArray> function,
      ToDoubleFunction<double[]> plain) {
    Slopes actual = slopes(point, shape, function);
    double value = plain.applyAsDouble(point);
    assertEquals(value, actual.value(), 1e-5 * (1 + Math.abs(value)));
    double largest = 0;
    for (int i = 0; i < point.length; i++) {
      double slope = difference(point, i, plain);
      assertEquals("slope " + i, slope, actual.gradient()[i], 1e-4 * (1 + Math.abs(slope)));
      largest = Math.max(largest, Math.abs(slope));
    }
    assertTrue("a test of zeros tests nothing", largest > 1e-3);
  }

  private static double difference(double[] point, int place, ToDoubleFunction<double[]> plain) {
    double[] moved = point.clone();
    moved[place] = point[place] + STEP;
    double above = plain.applyAsDouble(moved);
    moved[place] = point[place] - STEP;
    return (above - plain.applyAsDouble(moved)) / (2 * STEP);
  }

  final NDArray array(double[] values, Shape shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return manager.create(floats, shape);
  }

  static double[] doubles(NDArray array) {
    float[] floats = array.toFloatArray();
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Numbers between two, such as a float holds exactly. */
  static double[] randoms(int count, double low, double high) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) randomDoubleBetween(low, high, true);
    }
    return values;
  }

  /** Weights of documents: about half of them 0, the others far enough from it. */
  static double[] weights(int count) {
    double[] values = randoms(count, 0.1, 2);
    for (int i = 0; i < count; i++) {
      values[i] = randomBoolean() ? 0 : values[i];
    }
    values[0] = 1.5;
    return values;
  }
}
