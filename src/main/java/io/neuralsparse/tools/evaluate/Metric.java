/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A figure of one query's ranking, in [0, 1], as trec_eval 9.0.8 computes it. A document is
 * relevant when its grade is 1 or more; those without a judgement, or with a negative one, are not.
 * A query without a relevant document has 0.
 *
 * <ul>
 *   <li>{@code ndcg@k}: {@code ndcg_cut}: the gain is the grade, the discount of rank r is 1 /
 *       log2(r + 1), the ideal is the best order of all judged documents.
 *   <li>{@code mrr@k}: {@code recip_rank} of the first k ({@code -M k}).
 *   <li>{@code map}: {@code map} of all that was found.
 *   <li>{@code recall@k}: {@code recall}; {@code p@k}: {@code P}: over k, however few were found.
 * </ul>
 *
 * @param kind what is computed
 * @param cut number of ranks that count; 0: all
 * @see <a href="https://github.com/usnistgov/trec_eval/tree/v9.0.8">trec_eval 9.0.8</a>
 */
public record Metric(Kind kind, int cut) {
  /** What is computed of the ranks. */
  public enum Kind {
    /** Normalised discounted cumulative gain. */
    NDCG,
    /** Reciprocal of the rank of the first relevant document. */
    MRR,
    /** Mean of the precisions at the ranks of all relevant documents. */
    MAP,
    /** Share of the relevant documents that was found. */
    RECALL,
    /** Share of the ranks that hold a relevant document. */
    P
  }

  /** The one that models are compared by. */
  public static final Metric MAIN = new Metric(Kind.NDCG, 10);

  /** All that are reported, in the order of tables. */
  public static final List<Metric> ALL =
      List.of(
          new Metric(Kind.NDCG, 1),
          new Metric(Kind.NDCG, 3),
          new Metric(Kind.NDCG, 5),
          MAIN,
          new Metric(Kind.NDCG, 100),
          new Metric(Kind.MRR, 10),
          new Metric(Kind.MAP, 0),
          new Metric(Kind.RECALL, 10),
          new Metric(Kind.RECALL, 100),
          new Metric(Kind.RECALL, 1000),
          new Metric(Kind.P, 10));

  /** Its name, as in {@code ndcg@10}. */
  public String label() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return cut == 0 ? name : name + "@" + cut;
  }

  /** The one of that name, of those that are reported. */
  public static Optional<Metric> named(String label) {
    return ALL.stream().filter(metric -> metric.label().equals(label)).findFirst();
  }

  /**
   * The figure of one ranking.
   *
   * @param ranked grades of the documents that were found, best first; 0 for one without
   * @param judged grades of all judged documents of the query
   */
  public double of(List<Integer> ranked, Collection<Integer> judged) {
    long relevant = judged.stream().filter(grade -> grade > 0).count();
    if (relevant == 0) {
      return 0;
    }
    List<Integer> top = cut == 0 || ranked.size() <= cut ? ranked : ranked.subList(0, cut);
    return switch (kind) {
      case NDCG -> gain(top) / gain(ideal(judged));
      case MRR -> reciprocalRank(top);
      case MAP -> precisions(top) / relevant;
      case RECALL -> (double) found(top) / relevant;
      case P -> (double) found(top) / cut;
    };
  }

  private List<Integer> ideal(Collection<Integer> judged) {
    return judged.stream().sorted(Comparator.reverseOrder()).limit(cut).toList();
  }

  private static double gain(List<Integer> grades) {
    double sum = 0;
    for (int i = 0; i < grades.size(); i++) {
      sum += Math.max(0, grades.get(i)) / (Math.log(i + 2) / Math.log(2));
    }
    return sum;
  }

  private static double reciprocalRank(List<Integer> grades) {
    for (int i = 0; i < grades.size(); i++) {
      if (grades.get(i) > 0) {
        return 1.0 / (i + 1);
      }
    }
    return 0;
  }

  private static double precisions(List<Integer> grades) {
    double sum = 0;
    int found = 0;
    for (int i = 0; i < grades.size(); i++) {
      if (grades.get(i) > 0) {
        found++;
        sum += (double) found / (i + 1);
      }
    }
    return sum;
  }

  private static long found(List<Integer> grades) {
    return grades.stream().filter(grade -> grade > 0).count();
  }
}
