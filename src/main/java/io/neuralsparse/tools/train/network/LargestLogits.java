/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * The maximum over a text's positions of its states' products with each row of a decoder, without a
 * tape; roughly, where that is faster: processors that multiply numbers of 16 bits (bfloat16) need
 * a fifth of the time. DJL can't make such numbers nor reduce by a vectorised maximum, PyTorch's
 * own script can.
 */
final class LargestLogits implements AutoCloseable {
  /**
   * The bound of an error, as a share of the norms' product (by Cauchy and Schwarz): two factors
   * are rounded to 8 bits, each by at most 2^-8, then the sum of their products.
   */
  private static final double ROUGHLY = 2.0 / 256 + 1e-3;

  /** The same of floats, whose sums differ by their order. */
  private static final double EXACTLY = 1e-5;

  private static final String NAME = "LargestLogits";

  /** Bytes of one block's logits, which shall still be in the cache for their maximum. */
  private static final long BLOCK = 1 << 20;

  /** As PyTorch writes a module; 15 and 6 are its numbers of bfloat16 and float. */
  private static final String SCRIPT =
      """
      class LargestLogits(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.LargestLogits, states: Tensor, decoder: Tensor, rows: int) -> Tensor:
          own = torch.to(states, ops.prim.dtype(decoder))
          largest = annotate(List[Tensor], [])
          size = torch.size(decoder, 0)
          blocks = torch.floordiv(torch.sub(torch.add(size, rows), 1), rows)
          for i in range(blocks):
            first = torch.mul(i, rows)
            block = torch.slice(decoder, 0, first, torch.add(first, rows))
            _0 = torch.append(largest, torch.amax(torch.linear(own, block), [1]))
          return torch.to(torch.cat(largest, 1), 6)
        def rough(self: __torch__.LargestLogits, decoder: Tensor) -> Tensor:
          return torch.to(decoder, 15)
      """;

  private final boolean rough;
  private final PtSymbolBlock script;

  /**
   * @param parent manager that this is closed with at the latest
   * @param rough whether to multiply in 16 bits
   */
  LargestLogits(NDManager parent, boolean rough) {
    this.rough = rough;
    PtNDManager manager = (PtNDManager) parent;
    try {
      script =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(ScriptArchive.of(NAME, SCRIPT)), false, false);
    } catch (IOException e) {
      throw new IllegalStateException(e); // nothing is read from anywhere
    }
  }

  /** The rows as {@link #of} is to have them, in the manager of the decoder. */
  NDArray rows(NDArray decoder) {
    return rough ? run("rough", decoder) : decoder.toType(DataType.FLOAT32, false);
  }

  /** How far the maxima are from the truth at most, as a share of the product of both norms. */
  double error() {
    return rough ? ROUGHLY : EXACTLY;
  }

  /**
   * The maxima.
   *
   * @param states [texts, tokens, hidden], floats
   * @param rows of {@link #rows}, [vocabulary, hidden]
   * @return [texts, vocabulary], floats
   */
  NDArray of(NDArray states, NDArray rows) {
    Shape shape = states.getShape();
    try (IValue block = IValue.from(Math.max(1, BLOCK / 2 / (shape.get(0) * shape.get(1))));
        IValue first = IValue.from((PtNDArray) states);
        IValue second = IValue.from((PtNDArray) rows);
        IValue result = IValueUtils.runMethod(script, "forward", first, second, block)) {
      return result.toTensor((PtNDManager) states.getManager());
    }
  }

  private NDArray run(String method, NDArray array) {
    try (IValue argument = IValue.from((PtNDArray) array);
        IValue result = IValueUtils.runMethod(script, method, argument)) {
      return result.toTensor((PtNDManager) array.getManager());
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
