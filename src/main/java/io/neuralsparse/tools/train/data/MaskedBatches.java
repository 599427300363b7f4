/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The batches of masked-language training: each epoch has every sequence once, in a new order with
 * new masks. Of the ids that are not special a share is to be predicted; of these 80 % are replaced
 * by [MASK], 10 % by any id that is not special, and 10 % stay (Devlin et al. 2019). A batch is a
 * function of text, size, share, seed and step. For one thread at a time.
 */
public final class MaskedBatches {
  private static final long ORDER = 4;
  private static final long MASKS = 5;
  private static final double MASKED = 0.8;
  private static final double RANDOM = 0.1;

  private final MaskedText text;
  private final double share;
  private final long seed;
  private final int[] regular;
  private final Epochs epochs;

  /**
   * The batches of a text.
   *
   * @param size most sequences of a batch; at least 1
   * @param share of ids to be predicted, in (0, 1); 0.15 is usual
   */
  public MaskedBatches(MaskedText text, int size, double share, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException("[size] must be at least 1, got [" + size + "]");
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("[share] must be in (0, 1), got [" + share + "]");
    }
    if (text.mask() < 0) {
      throw new IllegalArgumentException("the tokeniser has no [MASK]");
    }
    this.text = text;
    this.share = share;
    this.seed = seed;
    this.regular = text.regular();
    this.epochs =
        new Epochs(
            epoch ->
                Bins.part(
                        new Draws(seed, ORDER, epoch).permutation(text.size()),
                        member -> new long[0],
                        size)
                    .toArray(int[][]::new));
  }

  /**
   * The batch of a step.
   *
   * @param step from 0, without end
   */
  public MaskedBatch get(long step) {
    Draws draws = new Draws(seed, MASKS, step);
    List<int[]> sequences = new ArrayList<>();
    for (int member : epochs.members(step)) {
      sequences.add(text.sequence(member));
    }
    List<int[]> places = new ArrayList<>();
    for (int row = 0; row < sequences.size(); row++) {
      int[] ids = sequences.get(row);
      for (int column = 0; column < ids.length; column++) {
        if (!text.isSpecial(ids[column]) && draws.share() < share) {
          places.add(new int[] {row, column});
        }
      }
    }
    if (places.isEmpty()) {
      places.add(any(sequences.getFirst(), draws));
    }
    int[] labels = new int[places.size()];
    for (int i = 0; i < labels.length; i++) {
      int[] ids = sequences.get(places.get(i)[0]);
      int column = places.get(i)[1];
      labels[i] = ids[column];
      ids[column] = replaced(ids[column], draws);
    }
    return new MaskedBatch(
        sequences,
        places.stream().mapToInt(place -> place[0]).toArray(),
        places.stream().mapToInt(place -> place[1]).toArray(),
        labels);
  }

  /** One place, so that there is something to learn. */
  private int[] any(int[] ids, Draws draws) {
    int[] columns = IntStream.range(0, ids.length).filter(i -> !text.isSpecial(ids[i])).toArray();
    return new int[] {0, columns[draws.below(columns.length)]};
  }

  private int replaced(int id, Draws draws) {
    double fate = draws.share();
    if (fate < MASKED) {
      return text.mask();
    }
    return fate < MASKED + RANDOM ? regular[draws.below(regular.length)] : id;
  }

  /** The epoch, from 0, that a step belongs to. */
  public int epoch(long step) {
    return epochs.epoch(step);
  }

  /** How many steps the first epochs have together. */
  public long steps(int epochs) {
    return this.epochs.steps(epochs);
  }
}
