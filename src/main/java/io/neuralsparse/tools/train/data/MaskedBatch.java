/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.List;

/**
 * Sequences of one step of masked-language training, and the M places where ids are to be found
 * again. Arrays are not to be changed.
 */
public final class MaskedBatch {
  private final List<int[]> sequences;
  private final int[] rows;
  private final int[] columns;
  private final int[] labels;

  MaskedBatch(List<int[]> sequences, int[] rows, int[] columns, int[] labels) {
    this.sequences = List.copyOf(sequences);
    this.rows = rows;
    this.columns = columns;
    this.labels = labels;
  }

  /**
   * The ids of each sequence, special ones included, with the masks in it; all of the full length
   * but for the last sequence of the text.
   */
  public List<int[]> sequences() {
    return sequences;
  }

  /** The sequence [M] of each place, rising. M is at least 1. */
  public int[] rows() {
    return rows;
  }

  /** Where in its sequence [M] each place is. */
  public int[] columns() {
    return columns;
  }

  /** The ids [M] that the text has there. */
  public int[] labels() {
    return labels;
  }
}
