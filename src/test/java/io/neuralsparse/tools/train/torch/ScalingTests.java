/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

public final class ScalingTests extends TorchTestCase {
  public void testValues() throws Exception {
    try (NDManager manager = manager()) {
      NDArray array = manager.create(new float[] {1, -2, 0.5f}, new Shape(3, 1));
      NDArray scaled = Scaling.times(array, -0.25);
      assertEquals(new Shape(3, 1), scaled.getShape());
      assertArrayEquals(new float[] {-0.25f, 0.5f, -0.125f}, scaled.toFloatArray(), 0);
      NDArray sum = Scaling.times(array.sum(), 2);
      assertEquals(DataType.FLOAT32, sum.getDataType());
      assertEquals(-1, sum.getFloat(), 0);
      assertSame(manager, scaled.getManager());
    }
  }

  /** Between the product and its gradient the JVM gives back memory, and takes other. */
  public void testTheNumberIsThereForTheGradient() throws Exception {
    List<ByteBuffer> others = new ArrayList<>();
    try (NDManager manager = manager()) {
      NDArray array = TorchMemory.copied(manager.create(new float[] {1, 2}));
      array.setRequiresGradient(true);
      try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray sum = array.zerosLike();
        for (int i = 0; i < 100; i++) {
          sum = sum.add(Scaling.times(array, 3));
        }
        for (int i = 0; i < 2; i++) {
          System.gc();
          Thread.sleep(50); // memory is given back by a thread of its own
          for (int k = 0; k < 1000; k++) {
            others.add(ByteBuffer.allocateDirect(Float.BYTES));
          }
        }
        tape.backward(sum.sum());
      }
      assertArrayEquals(new float[] {300, 300}, array.getGradient().toFloatArray(), 0);
    }
    assertEquals(2000, others.size());
  }
}
