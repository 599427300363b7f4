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
   * within the ranks, are none of the positives nor have their words, and don't score too high.
   */
  List<Integer> of(MinedLines.Line line, List<Found> found) {
    Set<Long> texts = new HashSet<>();
    for (int positive : lines.positives(line)) {
      texts.add(Words.of(lines.passage(positive)).all());
    }
    List<List<Integer>> fit = new ArrayList<>();
    // Both String.hashCode and Random are the same everywhere.
    Random random = new Random(lines.query(line).hashCode());
    for (Found each : found) {
      List<Integer> ofSystem = fit(each, texts);
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

  private List<Integer> fit(Found found, Set<Long> positives) {
    List<Integer> fit = new ArrayList<>();
    List<Hit> hits = found.hits();
    double most =
        plan.margin().isPresent()
            ? (1 + plan.margin().getAsDouble()) * found.best()
            : Double.POSITIVE_INFINITY;
    for (Hit hit : hits.subList(Math.min(plan.first() - 1, hits.size()), hits.size())) {
      int passage = MinedLines.passage(hit.id());
      if (hit.score() <= most && !positives.contains(Words.of(lines.passage(passage)).all())) {
        fit.add(passage);
      }
    }
    return fit;
  }
}
