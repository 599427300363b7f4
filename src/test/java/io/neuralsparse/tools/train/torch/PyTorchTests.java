/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

public class PyTorchTests extends TorchTestCase {
  public void testGradientOfASquare() throws Exception {
    try (NDManager manager = manager()) {
      NDArray x = manager.create(new float[] {1, -2, 3});
      x.setRequiresGradient(true);
      try (GradientCollector tape = Engine.getEngine("PyTorch").newGradientCollector()) {
        tape.backward(x.square().sum());
      }
      assertArrayEquals(new float[] {2, -4, 6}, x.getGradient().toFloatArray(), 0);
    }
  }

  public void testNamesOfPlatforms() {
    assertEquals("linux-x86_64", PyTorch.platform("Linux", "amd64"));
    assertEquals("linux-aarch64", PyTorch.platform("Linux", "aarch64"));
    assertEquals("osx-aarch64", PyTorch.platform("Mac OS X", "aarch64"));
    assertEquals("win-x86_64", PyTorch.platform("Windows Server 2022", "amd64"));
  }
}
