/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.table;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * A table of query weights that is learned: w_t · e^(θ_t), with w the weights at first and θ 0.
 * Each step lowers
 *
 * <pre>
 *   mean over queries q of  -ln( e^(s(q, d⁺)/τ) / Σ over d of e^(s(q, d)/τ) )  +  decay/2 · Σ θ_t²
 * </pre>
 *
 * <p>d being the documents of the batch less the query's other positives, and s(q, d) the sum of
 * w_t · e^(θ_t) · d_t over the distinct tokens of q. The gradient of θ_t is the sum over the
 * queries with t of {@code w_t e^(θ_t) Σ_d (p_d - [d = d⁺]) d_t / τ}. Adam (Kingma, Ba, 2015),
 * whose rate rises over the first steps and falls to 0 at the end. For one thread.
 */
final class QueryTable {
  private static final double MEAN = 0.9;
  private static final double SQUARE = 0.999;
  private static final double SMALL = 1e-8;
  private static final int WARM_UP = 50;

  private final TablePlan plan;
  private final float[] first;
  private final double[] theta;
  private final double[] mean;
  private final double[] square;
  private int steps;

  /** A table as it is at first; tokens of weight 0 or less keep it. */
  QueryTable(TablePlan plan, float[] first) {
    this.plan = plan;
    this.first = first.clone();
    this.theta = new double[first.length];
    this.mean = new double[first.length];
    this.square = new double[first.length];
  }

  /** Takes a step; gives the mean loss before it, without the decay. */
  double step(BatchScores scores) {
    double[] gradient = new double[theta.length];
    double loss = loss(scores, gradient);
    steps++;
    double rate =
        plan.rate()
            * Math.min(1, (double) steps / WARM_UP)
            * Math.max(0, 1 - (double) steps / plan.steps());
    for (int t = 0; t < theta.length; t++) {
      double g = gradient[t] + plan.decay() * theta[t];
      mean[t] = MEAN * mean[t] + (1 - MEAN) * g;
      square[t] = SQUARE * square[t] + (1 - SQUARE) * g * g;
      double m = mean[t] / (1 - Math.pow(MEAN, steps));
      double v = square[t] / (1 - Math.pow(SQUARE, steps));
      theta[t] -= rate * m / (Math.sqrt(v) + SMALL);
    }
    return loss;
  }

  /** The mean loss; adds its gradient. */
  double loss(BatchScores scores, double[] gradient) {
    double loss = 0;
    for (int q = 0; q < scores.queries(); q++) {
      double[] shares = scores.of(q, this::weight);
      double greatest = Double.NEGATIVE_INFINITY;
      for (int d = 0; d < shares.length; d++) {
        shares[d] = scores.counts(q, d) ? shares[d] / plan.temperature() : Double.NEGATIVE_INFINITY;
        greatest = Math.max(greatest, shares[d]);
      }
      double sum = 0;
      for (int d = 0; d < shares.length; d++) {
        shares[d] = Math.exp(shares[d] - greatest);
        sum += shares[d];
      }
      int positive = scores.positive(q);
      loss -= Math.log(shares[positive] / sum) / scores.queries();
      for (int d = 0; d < shares.length; d++) {
        shares[d] =
            (shares[d] / sum - (d == positive ? 1 : 0)) / plan.temperature() / scores.queries();
      }
      scores.addProducts(q, shares, this::weight, gradient);
    }
    return loss;
  }

  private double weight(int token) {
    return Math.max(first[token], 0) * Math.exp(theta[token]);
  }

  /** The weights as they are now, those below the plan's least left out. */
  float[] weights() {
    float[] weights = new float[first.length];
    for (int t = 0; t < weights.length; t++) {
      double weight = weight(t);
      weights[t] = weight < plan.least() ? 0 : (float) weight;
    }
    return weights;
  }

  /** The ids of a text that are regular, each once. */
  static int[] distinct(int[] ids, BitSet special) {
    return Arrays.stream(ids).filter(id -> !special.get(id)).distinct().toArray();
  }

  /**
   * The mean of two tables, the second brought to the first one's mean.
   *
   * @param frequencies the number of documents with each token
   * @param documents how many there are; the second table is ln(1 + (N - n + ½) / (n + ½))
   */
  static float[] blended(
      float[] table, IntUnaryOperator frequencies, int documents, BitSet special) {
    double[] own = new double[table.length];
    double ownSum = 0;
    double sum = 0;
    for (int t = 0; t < table.length; t++) {
      if (!special.get(t)) {
        int with = frequencies.applyAsInt(t);
        own[t] = Math.log(1 + (documents - with + 0.5) / (with + 0.5));
        ownSum += own[t];
        sum += Math.max(table[t], 0);
      }
    }
    float[] blended = new float[table.length];
    for (int t = 0; t < table.length; t++) {
      blended[t] = (float) ((Math.max(table[t], 0) + own[t] * sum / ownSum) / 2);
    }
    special.stream().forEach(t -> blended[t] = 0);
    return blended;
  }
}
