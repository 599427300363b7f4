/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

/**
 * How large the weight of one term can be, for each block of documents of one segment: {@code
 * level(block) · largest() / LEVELS}, never below the truth, and less than a level above it; and
 * which documents of the block have the term. Immutable.
 */
sealed interface BlockMaxima permits DenseMaxima, SparseMaxima {
  /** A block is the documents with the same {@code doc >>> SHIFT}. */
  int SHIFT = 3;

  /** Documents in a block. */
  int BLOCK = 1 << SHIFT;

  /** The level of the block that holds the term's largest weight. */
  int LEVELS = 255;

  /** A group is the blocks with the same {@code block >>> GROUP_SHIFT}. */
  int GROUP_SHIFT = 8;

  /** Blocks in a group. */
  int GROUP = 1 << GROUP_SHIFT;

  /** How many blocks a segment has. */
  static int blocks(int maxDoc) {
    return (maxDoc + BLOCK - 1) >>> SHIFT;
  }

  /** How many words of 64 documents a segment has. */
  static int words(int maxDoc) {
    return (maxDoc + Long.SIZE - 1) >>> 6;
  }

  /** The bits of a block in words of 64 documents. */
  static int documents(long[] words, int block) {
    return (int) (words[block >>> 3] >>> ((block & 7) << 3)) & 0xFF;
  }

  /** The term's largest weight in the segment. */
  float largest();

  /**
   * What is kept of a block: {@link #level} and {@link #documents} of the number say it; 0 when no
   * document of the block has the term.
   */
  int at(int block);

  /** 0 to {@link #LEVELS}. */
  static int level(int at) {
    return at >>> BLOCK;
  }

  /** The documents that have the term: bit i stands for the block's i-th. */
  static int documents(int at) {
    return at & 0xFF;
  }

  /**
   * Sets the bits of the documents that have the term.
   *
   * @param words 64 documents each, lowest bit first; all of them are in the segment
   * @param first the first word
   * @param count how many
   */
  void addDocuments(long[] words, int first, int count);

  /** What {@link #addTo} leaves out of every sum, in levels. */
  int offset();

  /**
   * Adds {@code (level − offset) · step} for each block to its sum.
   *
   * @param sums place i belongs to block {@code first + i}; all of them are in the segment
   * @param first the first block
   * @param step the worth of a level
   */
  void addTo(float[] sums, int first, float step);

  /**
   * Adds {@code level · step} for each of some blocks to the sums of its documents that have the
   * term; maybe for other blocks of the group too.
   *
   * @param step the worth of a level, see {@link Lanes#add}
   * @param group the blocks' group
   * @param places of the blocks in their group, ascending
   * @param count how many
   */
  void addTo(Lanes lanes, int step, int group, int[] places, int count);

  /** What this takes of the heap. */
  long bytes();
}
