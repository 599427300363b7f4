/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.Arrays;
import org.apache.lucene.util.RamUsageEstimator;

/** The blocks that have the term, in order, in three bytes each: for rare terms. */
final class SparseMaxima implements BlockMaxima {
  /** So many entries take as long to go through as one to find. */
  private static final int ENTRIES_A_FIND = 8;

  private final float largest;

  /** Place of the first entry of each group, and after the last group the number of entries. */
  private final int[] starts;

  /** Of each entry the block within its group. */
  private final byte[] blocks;

  private final byte[] levels;
  private final byte[] documents;

  private SparseMaxima(
      float largest, int[] starts, byte[] blocks, byte[] levels, byte[] documents) {
    this.largest = largest;
    this.starts = starts;
    this.blocks = blocks;
    this.levels = levels;
    this.documents = documents;
  }

  /**
   * Takes copies of the first {@code count} of each.
   *
   * @param allBlocks how many blocks the segment has
   * @param blocks those that have the term, ascending
   * @param levels of these
   * @param documents of these
   */
  static SparseMaxima of(
      float largest, int allBlocks, int[] blocks, int[] levels, byte[] documents, int count) {
    int[] starts = new int[((allBlocks + GROUP - 1) >>> GROUP_SHIFT) + 1];
    byte[] places = new byte[count];
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      starts[(blocks[i] >>> GROUP_SHIFT) + 1]++;
      places[i] = (byte) blocks[i];
      bytes[i] = (byte) levels[i];
    }
    for (int group = 1; group < starts.length; group++) {
      starts[group] += starts[group - 1];
    }
    return new SparseMaxima(largest, starts, places, bytes, Arrays.copyOf(documents, count));
  }

  @Override
  public float largest() {
    return largest;
  }

  /** The entry of a block, or −1. */
  private int find(int block) {
    int group = block >>> GROUP_SHIFT;
    int place = block & (GROUP - 1);
    int low = starts[group];
    int high = starts[group + 1] - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = blocks[middle] & 0xFF;
      if (at == place) {
        return middle;
      }
      if (at < place) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Override
  public int at(int block) {
    int entry = find(block);
    return entry < 0 ? 0 : ((levels[entry] & 0xFF) << BLOCK) | (documents[entry] & 0xFF);
  }

  @Override
  public void addDocuments(long[] words, int first, int count) {
    int from = first << 3;
    int to = (first + count) << 3;
    for (int group = from >>> GROUP_SHIFT;
        group + 1 < starts.length && group << GROUP_SHIFT < to;
        group++) {
      for (int entry = starts[group]; entry < starts[group + 1]; entry++) {
        int block = (group << GROUP_SHIFT) + (blocks[entry] & 0xFF);
        if (block >= from && block < to) {
          words[(block >>> 3) - first] |= (documents[entry] & 0xFFL) << ((block & 7) << 3);
        }
      }
    }
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public void addTo(float[] sums, int first, float step) {
    int to = first + sums.length;
    for (int group = first >>> GROUP_SHIFT;
        group + 1 < starts.length && group << GROUP_SHIFT < to;
        group++) {
      int base = (group << GROUP_SHIFT) - first;
      int end = starts[group + 1];
      if (base >= 0 && base + GROUP <= sums.length) {
        for (int entry = starts[group]; entry < end; entry++) {
          sums[base + (blocks[entry] & 0xFF)] += (levels[entry] & 0xFF) * step;
        }
      } else {
        addPart(sums, base, starts[group], end, step);
      }
    }
  }

  /** Of a group that is not whole in {@code sums}. */
  private void addPart(float[] sums, int base, int start, int end, float step) {
    for (int entry = start; entry < end; entry++) {
      int place = base + (blocks[entry] & 0xFF);
      if (place >= 0 && place < sums.length) {
        sums[place] += (levels[entry] & 0xFF) * step;
      }
    }
  }

  @Override
  public void addTo(Lanes lanes, int step, int group, int[] places, int count) {
    int start = starts[group];
    int end = starts[group + 1];
    if (end - start <= ENTRIES_A_FIND * count) {
      for (int entry = start; entry < end; entry++) {
        add(entry, lanes, step);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      int entry = find((group << GROUP_SHIFT) + places[i]);
      if (entry >= 0) {
        add(entry, lanes, step);
      }
    }
  }

  private void add(int entry, Lanes lanes, int step) {
    lanes.add(blocks[entry] & 0xFF, levels[entry] & 0xFF, documents[entry], step);
  }

  @Override
  public long bytes() {
    return 48
        + RamUsageEstimator.sizeOf(starts)
        + RamUsageEstimator.sizeOf(blocks)
        + RamUsageEstimator.sizeOf(levels)
        + RamUsageEstimator.sizeOf(documents);
  }
}
