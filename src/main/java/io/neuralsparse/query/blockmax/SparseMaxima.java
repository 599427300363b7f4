/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;
import org.apache.lucene.util.RamUsageEstimator;

/** The blocks that have the term, in order, with their levels: for rare terms. */
final class SparseMaxima implements BlockMaxima {
  private final float largest;
  private final int[] blocks;
  private final byte[] levels;
  private final byte[] documents;

  /** Takes copies of the first {@code count} of each. */
  SparseMaxima(float largest, int[] blocks, int[] levels, byte[] documents, int count) {
    this.largest = largest;
    this.blocks = Arrays.copyOf(blocks, count);
    this.levels = new byte[count];
    for (int i = 0; i < count; i++) {
      this.levels[i] = (byte) levels[i];
    }
    this.documents = Arrays.copyOf(documents, count);
  }

  @Override
  public float largest() {
    return largest;
  }

  @Override
  public int level(int block) {
    int at = Arrays.binarySearch(blocks, block);
    return at < 0 ? 0 : levels[at] & 0xFF;
  }

  @Override
  public int documents(int block) {
    int at = Arrays.binarySearch(blocks, block);
    return at < 0 ? 0 : documents[at] & 0xFF;
  }

  @Override
  public void addDocuments(long[] words, int first, int count) {
    int at = Arrays.binarySearch(blocks, first << 3);
    for (int i = at < 0 ? -at - 1 : at; i < blocks.length; i++) {
      int word = (blocks[i] >>> 3) - first;
      if (word >= count) {
        return;
      }
      words[word] |= (documents[i] & 0xFFL) << ((blocks[i] & 7) << 3);
    }
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public void addTo(float[] sums, int first, float step) {
    int at = Arrays.binarySearch(blocks, first);
    for (int i = at < 0 ? -at - 1 : at; i < blocks.length && blocks[i] < first + sums.length; i++) {
      sums[blocks[i] - first] += (levels[i] & 0xFF) * step;
    }
  }

  @Override
  public long bytes() {
    return 40
        + RamUsageEstimator.sizeOf(levels)
        + RamUsageEstimator.sizeOf(documents)
        + RamUsageEstimator.sizeOf(blocks);
  }
}
