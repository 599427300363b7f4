/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Normalised discounted cumulative gain as trec_eval's {@code ndcg_cut} computes it: the gain of a
 * document is its grade, the discount of rank r (from 1) is 1 / log2(r + 1), the ideal is the best
 * order of all judged documents. Hits are ordered by score, and those of one score by id, the
 * greater first; the order they came in means nothing.
 *
 * @see <a href="https://github.com/usnistgov/trec_eval/blob/main/m_ndcg_cut.c">m_ndcg_cut.c</a>
 */
public final class Ndcg {
  private static final Comparator<Hit> TREC_ORDER =
      Comparator.comparingDouble(Hit::score).thenComparing(Hit::id).reversed();

  private Ndcg() {}

  /**
   * The figure for one query, in [0, 1]; 0 when no document is relevant.
   *
   * @param cut number of ranks that count
   * @param hits what a search found
   * @param grades by document; grades below 1 and documents without one gain nothing
   */
  public static double at(int cut, Collection<Hit> hits, Map<String, Integer> grades) {
    List<Integer> found =
        hits.stream().sorted(TREC_ORDER).map(hit -> grades.getOrDefault(hit.id(), 0)).toList();
    List<Integer> ideal = grades.values().stream().sorted(Comparator.reverseOrder()).toList();
    double best = gain(cut, ideal);
    return best == 0 ? 0 : gain(cut, found) / best;
  }

  private static double gain(int cut, List<Integer> grades) {
    double sum = 0;
    for (int rank = 1; rank <= Math.min(cut, grades.size()); rank++) {
      sum += Math.max(0, grades.get(rank - 1)) / (Math.log(rank + 1) / Math.log(2));
    }
    return sum;
  }
}
