/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.List;
import org.apache.lucene.util.RamUsageEstimator;

/** A byte for every block, and a bit for every document. */
final class DenseMaxima implements BlockMaxima {
  /** Bytes have a sign in Java: kept is the level less this, so that the sum is one conversion. */
  private static final int OFFSET = 128;

  private final float largest;
  private final byte[] levels;
  private final long[] documents;

  /** Takes the arrays; the levels are those less {@link #OFFSET}. */
  private DenseMaxima(float largest, byte[] levels, long[] documents) {
    this.largest = largest;
    this.levels = levels;
    this.documents = documents;
  }

  /**
   * Takes {@code documents}.
   *
   * @param levels of each block
   * @param documents those that have the term, 64 a word
   */
  static DenseMaxima of(float largest, int[] levels, long[] documents) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (levels[i] - OFFSET);
    }
    return new DenseMaxima(largest, bytes, documents);
  }

  @Override
  public float largest() {
    return largest;
  }

  @Override
  public int at(int block) {
    return ((levels[block] + OFFSET) << BLOCK) | BlockMaxima.documents(documents, block);
  }

  @Override
  public void addDocuments(long[] words, int first, int count) {
    for (int i = 0; i < count; i++) {
      words[i] |= documents[first + i];
    }
  }

  @Override
  public int offset() {
    return OFFSET;
  }

  // Floats, and no more in the loop: this is the form that HotSpot turns into vector instructions.
  // Sums of integers took ten times as long.
  @Override
  public void addTo(float[] sums, int first, float step) {
    byte[] from = levels;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += from[first + i] * step;
    }
  }

  /** The same for four columns at once, which reads them from memory side by side. */
  static void addFour(List<DenseMaxima> columns, float[] steps, int t, float[] sums, int first) {
    byte[] a = columns.get(t).levels;
    byte[] b = columns.get(t + 1).levels;
    byte[] c = columns.get(t + 2).levels;
    byte[] d = columns.get(t + 3).levels;
    addFour(a, b, c, d, steps[t], steps[t + 1], steps[t + 2], steps[t + 3], sums, first);
  }

  private static void addFour(
      byte[] a,
      byte[] b,
      byte[] c,
      byte[] d,
      float stepA,
      float stepB,
      float stepC,
      float stepD,
      float[] sums,
      int first) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] +=
          (a[first + i] * stepA + b[first + i] * stepB)
              + (c[first + i] * stepC + d[first + i] * stepD);
    }
  }

  @Override
  public void addTo(Lanes lanes, int step, int group, int[] places, int count) {
    int first = group << GROUP_SHIFT;
    for (int i = 0; i < count; i++) {
      int block = first + places[i];
      int having = BlockMaxima.documents(documents, block);
      lanes.add(places[i], levels[block] + OFFSET, having, step);
    }
  }

  @Override
  public long bytes() {
    return 32 + RamUsageEstimator.sizeOf(levels) + RamUsageEstimator.sizeOf(documents);
  }
}
