/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a run is, beside its arrays.
 *
 * @param step the last one that was made, 0 for none
 * @param best the result of the best trial
 * @param bestStep after which it was
 * @param trialsSinceBest that were not better
 */
record RunState(long step, Optional<Trial.Result> best, long bestStep, int trialsSinceBest) {
  /** Nothing done. */
  static final RunState BEGIN = new RunState(0, Optional.empty(), 0, 0);

  /** After a step. */
  RunState after(long made) {
    return new RunState(made, best, bestStep, trialsSinceBest);
  }

  /** After a trial. */
  RunState tried(Trial.Result result) {
    boolean better = best.map(before -> result.ndcg() > before.ndcg()).orElse(true);
    return better
        ? new RunState(step, Optional.of(result), step, 0)
        : new RunState(step, best, bestStep, trialsSinceBest + 1);
  }

  /** As a checkpoint has it. */
  Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("step", String.valueOf(step));
    facts.put("best_step", String.valueOf(bestStep));
    facts.put("trials_since_best", String.valueOf(trialsSinceBest));
    best.ifPresent(
        result -> {
          facts.put("best_ndcg@10", String.valueOf(result.ndcg()));
          facts.put("best_flops", String.valueOf(result.flops()));
          facts.put("best_active_tokens", String.valueOf(result.tokens()));
        });
    return facts;
  }

  /** What {@link #facts()} gave. */
  static RunState of(Map<String, String> facts) {
    Optional<Trial.Result> best =
        facts.containsKey("best_ndcg@10")
            ? Optional.of(
                new Trial.Result(
                    Double.parseDouble(facts.get("best_ndcg@10")),
                    Double.parseDouble(facts.get("best_flops")),
                    Double.parseDouble(facts.get("best_active_tokens"))))
            : Optional.empty();
    return new RunState(
        Long.parseLong(facts.get("step")),
        best,
        Long.parseLong(facts.get("best_step")),
        Integer.parseInt(facts.get("trials_since_best")));
  }
}
