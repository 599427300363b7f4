/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.graph;

import io.neuralsparse.graph.WeightedGraph.Use;
import io.neuralsparse.graph.WeightedGraph.Weight;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes eight-bit weights of the matrices W [out, in] of linear layers: symmetric, with one scale
 * for each output channel,
 *
 * <pre>
 *   s_o = max over i of |W_o,i| / 127,   Q_i,o = round(W_o,i / s_o)
 * </pre>
 *
 * <p>Q is transposed to [in, out], as products take it. All matrices of a model share one direct
 * buffer: a large allocation is given back to the system whole when it is let go, many small ones
 * would leave holes that stay resident.
 */
final class Int8Weights {
  private static final int LARGEST = 127;

  /** Channels that are transposed together: their bytes fill a cache line. */
  private static final int BLOCK = 64;

  private final Map<String, Tensor> matrices = new LinkedHashMap<>();

  /** Takes in a matrix; its weights will be {@code name}, its scales {@link #scales}. */
  void add(String name, Tensor matrix) {
    matrices.put(name, matrix);
  }

  /** The name of a matrix's scales. */
  static String scales(String name) {
    return name + "_scale";
  }

  /** Makes the weights of all matrices, of type I8, and their scales, of type F32. */
  List<Weight> make() {
    long scales = matrices.values().stream().mapToLong(m -> m.shape().get(0)).sum() * Float.BYTES;
    long values = matrices.values().stream().mapToLong(Tensor::elements).sum();
    ByteBuffer memory =
        ByteBuffer.allocateDirect(Math.toIntExact(scales + values)).order(ByteOrder.nativeOrder());
    int scalesAt = 0;
    int valuesAt = (int) scales;
    List<Weight> weights = new ArrayList<>();
    for (Map.Entry<String, Tensor> matrix : matrices.entrySet()) {
      Tensor source = matrix.getValue();
      int out = source.shape().get(0).intValue();
      int in = source.shape().get(1).intValue();
      ByteBuffer s = slice(memory, scalesAt, out * Float.BYTES);
      ByteBuffer q = slice(memory, valuesAt, out * in);
      quantise(source, in, out, s.asFloatBuffer(), q);
      String name = matrix.getKey();
      weights.add(weight(name, ElementType.I8, List.of((long) in, (long) out), q));
      weights.add(weight(scales(name), ElementType.F32, List.of((long) out), s));
      scalesAt += out * Float.BYTES;
      valuesAt += out * in;
    }
    return weights;
  }

  private static Weight weight(String name, ElementType type, List<Long> shape, ByteBuffer data) {
    // Scales are a constant that is used in runs; the rest is packed when the session is opened.
    return new Weight(name, new Tensor(name, type, shape, data), Use.OPENING);
  }

  private static ByteBuffer slice(ByteBuffer memory, int from, int length) {
    return memory.slice(from, length).order(memory.order());
  }

  private static void quantise(
      Tensor source, int in, int out, FloatBuffer scales, ByteBuffer values) {
    float[] row = new float[in];
    byte[] block = new byte[in * BLOCK];
    for (int first = 0; first < out; first += BLOCK) {
      int channels = Math.min(BLOCK, out - first);
      for (int channel = 0; channel < channels; channel++) {
        read(source, (first + channel) * in, row);
        scales.put(first + channel, quantise(row, block, channel));
      }
      for (int i = 0; i < in; i++) {
        values.put(i * out + first, block, i * BLOCK, channels);
      }
    }
  }

  /** Writes a channel's bytes at a stride of {@link #BLOCK}; gives its scale. */
  private static float quantise(float[] row, byte[] block, int channel) {
    float largest = 0;
    for (float weight : row) {
      largest = Math.max(largest, Math.abs(weight));
    }
    float scale = Math.max(largest / LARGEST, Float.MIN_NORMAL);
    for (int i = 0; i < row.length; i++) {
      block[i * BLOCK + channel] = (byte) Math.round(row[i] / scale);
    }
    return scale;
  }

  private static void read(Tensor source, int from, float[] row) {
    ByteBuffer data = source.data();
    int start = from * source.type().bytes();
    switch (source.type()) {
      case F32 ->
          data.slice(start, row.length * Float.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer()
              .get(row);
      case F16 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.float16ToFloat(data.getShort(start + i * Short.BYTES));
        }
      }
      default -> {
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.intBitsToFloat(data.getShort(start + i * Short.BYTES) << Short.SIZE);
        }
      }
    }
  }
}
