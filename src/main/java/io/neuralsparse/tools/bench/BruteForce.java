/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Scores all documents of a workload for some queries, by the formula: sum over the query's tokens
 * of weight · trunc9(weight in the document), where trunc9 keeps 9 significant bits, as the index
 * does. Independent of any search engine.
 */
final class BruteForce {
  private static final int CHUNK = 2_000;

  /** Worst first; of equal ones the one with the greater number. */
  private static final Comparator<Ranking.Hit> WORST_FIRST =
      Comparator.comparingDouble(Ranking.Hit::score)
          .thenComparing(Comparator.comparingInt(Ranking.Hit::number).reversed());

  private record Occurrence(int query, float weight) {}

  private final Map<String, List<Occurrence>> occurrences = new HashMap<>();
  private final int queries;
  private final List<IntPredicate> filters;
  private final int depth;

  /**
   * For these queries.
   *
   * @param filters each makes a ranking of its own; by {@link Workload#percent}
   * @param depth number of hits that a ranking keeps
   */
  BruteForce(List<SparseVector> queries, List<IntPredicate> filters, int depth) {
    for (int i = 0; i < queries.size(); i++) {
      for (SparseVector.Entry entry : queries.get(i).entries()) {
        occurrences
            .computeIfAbsent(entry.token(), token -> new ArrayList<>())
            .add(new Occurrence(i, entry.weight()));
      }
    }
    this.queries = queries.size();
    this.filters = filters;
    this.depth = depth;
  }

  /** The 9 most significant bits of a weight. */
  static float trunc9(float weight) {
    return Float.intBitsToFloat(Float.floatToIntBits(weight) >>> 15 << 15);
  }

  /** The rankings, by filter and query. */
  List<List<Ranking>> rank(Workload workload, DoubleConsumer progress) {
    int chunks = (workload.size() + CHUNK - 1) / CHUNK;
    AtomicInteger done = new AtomicInteger();
    Heaps all =
        IntStream.range(0, chunks)
            .parallel()
            .collect(
                Heaps::new,
                (heaps, chunk) -> {
                  int from = chunk * CHUNK;
                  score(workload, from, Math.min(from + CHUNK, workload.size()), heaps);
                  progress.accept((double) done.incrementAndGet() / chunks);
                },
                Heaps::add);
    return all.rankings();
  }

  private void score(Workload workload, int from, int to, Heaps heaps) {
    List<Passage> passages = workload.passages(from, to);
    double[] scores = new double[queries];
    for (int number = from; number < to; number++) {
      Arrays.fill(scores, 0);
      for (SparseVector.Entry entry : passages.get(number - from).vector().entries()) {
        float weight = trunc9(entry.weight());
        for (Occurrence occurrence : occurrences.getOrDefault(entry.token(), List.of())) {
          scores[occurrence.query] += (double) occurrence.weight * weight;
        }
      }
      int percent = Workload.percent(number);
      for (int filter = 0; filter < filters.size(); filter++) {
        if (filters.get(filter).test(percent)) {
          heaps.add(filter, number, scores);
        }
      }
    }
  }

  /** The best documents so far, by filter and query. */
  private final class Heaps {
    private final List<List<PriorityQueue<Ranking.Hit>>> heaps = new ArrayList<>();

    Heaps() {
      for (int filter = 0; filter < filters.size(); filter++) {
        List<PriorityQueue<Ranking.Hit>> each = new ArrayList<>();
        for (int query = 0; query < queries; query++) {
          each.add(new PriorityQueue<>(WORST_FIRST));
        }
        heaps.add(each);
      }
    }

    void add(int filter, int number, double[] scores) {
      for (int query = 0; query < queries; query++) {
        if (scores[query] > 0) {
          add(heaps.get(filter).get(query), number, scores[query]);
        }
      }
    }

    private void add(PriorityQueue<Ranking.Hit> heap, int number, double score) {
      if (heap.size() == depth && heap.peek().score() > score) {
        return;
      }
      heap.add(new Ranking.Hit(number, score));
      if (heap.size() > depth) {
        heap.poll();
      }
    }

    void add(Heaps other) {
      for (int filter = 0; filter < filters.size(); filter++) {
        for (int query = 0; query < queries; query++) {
          PriorityQueue<Ranking.Hit> mine = heaps.get(filter).get(query);
          for (Ranking.Hit hit : other.heaps.get(filter).get(query)) {
            add(mine, hit.number(), hit.score());
          }
        }
      }
    }

    List<List<Ranking>> rankings() {
      return heaps.stream()
          .map(
              each ->
                  each.stream()
                      .map(
                          heap ->
                              new Ranking(heap.stream().sorted(WORST_FIRST.reversed()).toList()))
                      .toList())
          .toList();
    }
  }
}
