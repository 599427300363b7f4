/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A linear layer in numbers of 16 bits, on the tape; see {@link Products#BFLOAT16}. */
final class RoughLinear {
  private static final String NAME = "RoughLinear";

  /** As PyTorch writes a module; 15 and 6 are its numbers of bfloat16 and float. */
  private static final String SCRIPT =
      """
      class RoughLinear(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.RoughLinear, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
          product = torch.linear(torch.to(x, 15), torch.to(weight, 15), torch.to(bias, 15))
          return torch.to(product, 6)
      """;

  private final PtSymbolBlock script;

  /**
   * @param manager that this is closed with
   */
  RoughLinear(NDManager manager) {
    try {
      script =
          JniUtils.loadModule(
              (PtNDManager) manager,
              new ByteArrayInputStream(ScriptArchive.of(NAME, SCRIPT)),
              false,
              false);
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is read from anywhere
    }
  }

  /** The product plus the bias, in the manager of {@code x}. */
  NDArray of(NDArray x, NDArray weight, NDArray bias) {
    return IValueUtils.forward(script, new NDList(x, weight, bias), true).singletonOrThrow();
  }
}
