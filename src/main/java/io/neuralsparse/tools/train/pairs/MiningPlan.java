/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.PassageIndex;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How hard negatives are found.
 *
 * @param systems that search, as {@code evaluate --systems} names them; at least one
 * @param first rank of a hit that may be a negative, from 1
 * @param last rank of such a hit, at most 9,999
 * @param negatives of a query, taken from the systems by turns
 * @param margin leaves out hits that score more than (1 + margin) times what the query's best
 *     positive does; above -1
 * @param indices how indices are made, and whether they stay
 */
public record MiningPlan(
    List<String> systems,
    int first,
    int last,
    int negatives,
    OptionalDouble margin,
    EvaluationPlan indices) {
  private static final int MOST_HITS = 9_999;

  /** Checks all but the indices. */
  public MiningPlan {
    systems = List.copyOf(systems);
    systems.forEach(PassageIndex::check);
    if (systems.stream().distinct().count() < systems.size()) {
      throw new IllegalArgumentException("a system is there twice in " + systems);
    }
    if (first < 1 || last < first || last > MOST_HITS) {
      throw new IllegalArgumentException(
          "ranks must be from 1 to 9999 and rise, got [" + first + "-" + last + "]");
    }
    if (margin.isPresent() && !(margin.getAsDouble() > -1 && margin.getAsDouble() < 1e9)) {
      throw new IllegalArgumentException(
          "a margin must be a number above -1, got [" + margin.getAsDouble() + "]");
    }
  }
}
