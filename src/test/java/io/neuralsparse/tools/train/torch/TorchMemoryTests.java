/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

public class TorchMemoryTests extends TorchTestCase {
  public void testACopyIsNotInTheMemoryOfJava() throws Exception {
    try (NDManager manager = manager()) {
      ByteBuffer memory = manager.allocateDirect(2 * Float.BYTES);
      memory.putFloat(0, 1).putFloat(Float.BYTES, 2);
      NDArray ofJava = manager.create(memory, new Shape(2), DataType.FLOAT32);
      memory.putFloat(0, 5);
      assertArrayEquals("that is why", new float[] {5, 2}, ofJava.toFloatArray(), 0);
      NDArray copy = TorchMemory.copied(ofJava);
      memory.putFloat(0, 7);
      assertArrayEquals(new float[] {5, 2}, copy.toFloatArray(), 0);
      assertEquals(new Shape(2), copy.getShape());
      expectThrows(IllegalStateException.class, ofJava::toFloatArray);
    }
  }

  public void testFillsAnArrayWhereItLies() throws Exception {
    try (NDManager manager = manager()) {
      NDArray array = TorchMemory.copied(manager.zeros(new Shape(2, 2)));
      NDArray same = array.reshape(4); // the same memory, seen otherwise
      FloatBuffer values = FloatBuffer.wrap(new float[] {0, 1, 2, 3, 4}).position(1);
      int arrays = manager.getManagedArrays().size();
      TorchMemory.fill(array, values);
      assertEquals(arrays, manager.getManagedArrays().size());
      assertArrayEquals(new float[] {1, 2, 3, 4}, same.toFloatArray(), 0);
      assertFalse(array.hasGradient());
    }
  }

  public void testAParameterLearnsOnWhenItIsFilled() throws Exception {
    try (NDManager manager = manager()) {
      NDArray parameter = TorchMemory.copied(manager.create(new float[] {1, 2}));
      parameter.setRequiresGradient(true);
      TorchMemory.fill(parameter, FloatBuffer.wrap(new float[] {3, -4}));
      assertTrue(parameter.hasGradient());
      try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
        tape.backward(parameter.square().sum());
      }
      assertArrayEquals(new float[] {6, -8}, parameter.getGradient().toFloatArray(), 0);
    }
  }
}
