/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.Hit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Picks the negatives of a line among what was found for its query. */
final class NegativeChoice {
  /** Words in a row that make a passage another form of a positive. */
  private static final int SAME = 12;

  private final MiningPlan plan;
  private final MinedLines lines;

  NegativeChoice(MiningPlan plan, MinedLines lines) {
    this.plan = plan;
    this.lines = lines;
  }

  /**
   * What one system found.
   *
   * @param hits best first
   * @param best score of the query's best positive; of no matter without a margin
   */
  record Found(List<Hit> hits, float best) {}

  /**
   * The negatives of a line: by turns one of each system, drawn among those of its hits that are
   * within the ranks, are none of the positives nor have their words, share no {@value #SAME} words
   * in a row with one, and don't score too high.
   */
  List<Integer> of(MinedLines.Line line, List<Found> found) {
    LongSet right = new LongSet();
    for (int positive : lines.positives(line)) {
      Words words = Words.of(lines.passage(positive));
      right.add(words.all());
      words.addRuns(SAME, right);
    }
    List<List<Integer>> fit = new ArrayList<>();
    // Both String.hashCode and Random are the same everywhere.
    Random random = new Random(lines.query(line).hashCode());
    for (Found each : found) {
      List<Integer> ofSystem = fit(each, right);
      Collections.shuffle(ofSystem, random);
      fit.add(ofSystem);
    }
    List<Integer> chosen = new ArrayList<>();
    Set<Long> taken = new HashSet<>();
    for (int turn = 0; turn < plan.last(); turn++) {
      for (List<Integer> ofSystem : fit) {
        if (turn < ofSystem.size()
            && chosen.size() < plan.negatives()
            && taken.add(Words.of(lines.passage(ofSystem.get(turn))).all())) {
          chosen.add(ofSystem.get(turn));
        }
      }
    }
    return chosen;
  }

  private List<Integer> fit(Found found, LongSet right) {
    List<Integer> fit = new ArrayList<>();
    List<Hit> hits = found.hits();
    double most =
        plan.margin().isPresent()
            ? (1 + plan.margin().getAsDouble()) * found.best()
            : Double.POSITIVE_INFINITY;
    for (Hit hit : hits.subList(Math.min(plan.first() - 1, hits.size()), hits.size())) {
      int passage = MinedLines.passage(hit.id());
      Words words = Words.of(lines.passage(passage));
      if (hit.score() <= most
          && !right.contains(words.all())
          && !words.anyRun(SAME, right::contains)) {
        fit.add(passage);
      }
    }
    return fit;
  }
}
