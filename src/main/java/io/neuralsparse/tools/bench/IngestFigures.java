/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was seen of one way: one entry for each round, in the order of the rounds. */
final class IngestFigures {
  /**
   * A round.
   *
   * @param documents that were encoded
   * @param tokens of them, special ones too
   * @param seconds by the clock
   * @param nodeSeconds of the node's processor time, NaN when not known
   * @param ownSeconds of this process
   * @param requests milliseconds of each request
   */
  record Round(
      int documents,
      long tokens,
      double seconds,
      double nodeSeconds,
      double ownSeconds,
      List<Double> requests) {}

  private final String label;
  private final List<Round> rounds = new ArrayList<>();

  IngestFigures(String label) {
    this.label = label;
  }

  void add(Round round) {
    rounds.add(round);
  }

  String label() {
    return label;
  }

  List<Round> rounds() {
    return rounds;
  }

  double[] documentsPerSecond() {
    return values(round -> round.documents / round.seconds);
  }

  double[] tokensPerSecond() {
    return values(round -> round.tokens / round.seconds);
  }

  /** Milliseconds of processor time for a document: the node's and this process's. */
  double[] processorTime() {
    return values(round -> (round.nodeSeconds + round.ownSeconds) * 1e3 / round.documents);
  }

  /** The share of the node in the machine's processors, from 0 to 1. */
  double[] nodeShare(int processors) {
    return values(round -> round.nodeSeconds / round.seconds / processors);
  }

  /** The share of this process in the machine's processors, from 0 to 1. */
  double[] ownShare(int processors) {
    return values(round -> round.ownSeconds / round.seconds / processors);
  }

  /** Milliseconds of all requests of all rounds. */
  double[] requests() {
    return rounds.stream()
        .flatMap(round -> round.requests.stream())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private double[] values(ToDoubleFunction<Round> value) {
    return rounds.stream().mapToDouble(value).toArray();
  }
}
