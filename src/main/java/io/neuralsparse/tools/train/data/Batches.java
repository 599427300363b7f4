/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.tools.train.data.BatchPlan.Mixing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The batches of a training: each epoch has every example once, in a new order. Of an example with
 * several positives one is drawn for each epoch. A batch is a function of set, plan, seed and step.
 * For one thread at a time.
 */
public final class Batches {
  private static final long ORDER = 1;
  private static final long POSITIVE = 2;
  private static final long NEGATIVES = 3;

  private final TrainingSet set;
  private final BatchPlan plan;
  private final long seed;
  private final List<int[]> groups;
  private final Epochs epochs = new Epochs(this::epochBatches);

  /**
   * The batches of a set.
   *
   * @throws IllegalArgumentException when the set has scores and a line has fewer documents than
   *     the plan asks for; with file and line
   */
  public Batches(TrainingSet set, BatchPlan plan, long seed) {
    this.set = set;
    this.plan = plan;
    this.seed = seed;
    this.groups = groups();
    for (int i = 0; set.isScored() && i < set.size(); i++) {
      if (set.example(i).negatives() < plan.negatives()) {
        throw new IllegalArgumentException(
            set.example(i).origin()
                + " has "
                + set.example(i).negatives()
                + " documents with scores beside the best, [negatives] asks for "
                + plan.negatives());
      }
    }
  }

  private List<int[]> groups() {
    Map<String, List<Integer>> bySource = new TreeMap<>();
    for (int i = 0; i < set.size(); i++) {
      String source = plan.mixing() == Mixing.ALL ? "" : set.example(i).source();
      bySource.computeIfAbsent(source, key -> new ArrayList<>()).add(i);
    }
    List<int[]> all = new ArrayList<>();
    List<Integer> small = new ArrayList<>();
    for (List<Integer> members : bySource.values()) {
      if (members.size() < plan.size()) {
        small.addAll(members);
      } else {
        all.add(members.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    if (!small.isEmpty()) {
      all.add(small.stream().mapToInt(Integer::intValue).toArray());
    }
    return all;
  }

  private int[][] epochBatches(int epoch) {
    Draws draws = new Draws(seed, ORDER, epoch);
    List<int[]> batches = new ArrayList<>();
    for (int[] group : groups) {
      int[] members = group.clone();
      draws.shuffle(members);
      batches.addAll(
          Bins.part(
              members,
              i -> new long[] {2L * set.example(i).query(), 2L * positive(i, epoch) + 1},
              plan.size()));
    }
    int[][] ordered = new int[batches.size()][];
    int[] order = draws.permutation(ordered.length);
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = batches.get(order[i]);
    }
    return ordered;
  }

  private int positivePlace(int number, int epoch) {
    int count = set.example(number).positives();
    return count == 1 ? 0 : new Draws(seed, POSITIVE, epoch, number).below(count);
  }

  private int positive(int number, int epoch) {
    return set.example(number).document(positivePlace(number, epoch));
  }

  /**
   * The batch of a step.
   *
   * @param step from 0, without end
   */
  public Batch get(long step) {
    int[] members = epochs.members(step);
    int epoch = epochs.epoch(step);
    int candidates = 1 + plan.negatives();
    int[] queries = new int[members.length];
    int[] documents = new int[members.length * candidates];
    float[] scores = new float[set.isScored() ? documents.length : 0];
    List<Origin> origins = new ArrayList<>(members.length);
    for (int q = 0; q < members.length; q++) {
      StoredExample example = set.example(members[q]);
      queries[q] = example.query();
      origins.add(example.origin());
      int[] places = places(members[q], epoch);
      for (int c = 0; c < candidates; c++) {
        int at = q * candidates + c;
        if (c < places.length) {
          documents[at] = example.document(places[c]);
        }
        if (scores.length > 0) {
          scores[at] = example.score(places[c]);
        }
      }
      fill(documents, q * candidates + places.length, (q + 1) * candidates, members[q], epoch);
    }
    return new Batch(queries, documents, scores, positives(members, documents), origins);
  }

  /** The positive and the negatives that are drawn from an example's own documents. */
  private int[] places(int number, int epoch) {
    StoredExample example = set.example(number);
    int negatives = Math.min(plan.negatives(), example.negatives());
    int[] places = new int[1 + negatives];
    places[0] = positivePlace(number, epoch);
    if (negatives > 0) {
      int[] order = new Draws(seed, NEGATIVES, epoch, number).permutation(example.negatives());
      for (int i = 0; i < negatives; i++) {
        places[1 + i] = example.positives() + order[i];
      }
    }
    return places;
  }

  /** Fills places with positives of other examples. */
  private void fill(int[] documents, int from, int to, int number, int epoch) {
    Draws draws = new Draws(seed, NEGATIVES, epoch, number, 1);
    for (int at = from; at < to; at++) {
      StoredExample other = set.example(draws.below(set.size()));
      documents[at] = other.document(draws.below(other.positives()));
    }
  }

  private BitSet positives(int[] members, int[] documents) {
    Map<Integer, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < documents.length; i++) {
      places.computeIfAbsent(documents[i], key -> new ArrayList<>(1)).add(i);
    }
    BitSet positives = new BitSet(members.length * documents.length);
    for (int q = 0; q < members.length; q++) {
      StoredExample example = set.example(members[q]);
      for (int i = 0; i < example.positives(); i++) {
        for (int place : places.getOrDefault(example.document(i), List.of())) {
          positives.set(q * documents.length + place);
        }
      }
    }
    return positives;
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
