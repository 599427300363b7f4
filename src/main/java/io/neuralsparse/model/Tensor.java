/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A named tensor of a file.
 *
 * @param name as the file has it
 * @param type of its elements
 * @param shape row-major; empty for a scalar
 * @param data the elements, little-endian, from position 0 to the limit; direct and read-only, as a
 *     rule the file itself mapped into memory. It stays readable while it is reachable, but a file
 *     that is made shorter meanwhile makes reading fail.
 */
public record Tensor(String name, ElementType type, List<Long> shape, ByteBuffer data) {
  /** Copies the shape. */
  public Tensor {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public int elements() {
    return data.limit() / type.bytes();
  }

  /**
   * The elements as floats: of F32 a view of {@link #data}, of F16 and BF16 a converted copy in
   * memory of its own, outside the heap.
   *
   * @throws IllegalStateException for other types
   */
  public FloatBuffer floats() {
    ByteBuffer little = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case F32 -> little.asFloatBuffer();
      case F16, BF16 -> {
        FloatBuffer floats =
            ByteBuffer.allocateDirect(Math.multiplyExact(elements(), Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        while (little.hasRemaining()) {
          short bits = little.getShort();
          floats.put(
              type == ElementType.F16
                  ? Float.float16ToFloat(bits)
                  : Float.intBitsToFloat(bits << Short.SIZE));
        }
        yield floats.flip();
      }
      default -> throw new IllegalStateException("[" + name + "] has the type " + type);
    };
  }
}
