/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Each expected figure is worked out in its comment. */
public final class NdcgTests {
  private static final double EXACT = 1e-12;
  private static final double LOG2_OF_3 = 1.584962500721156;

  @Test
  public void theBestOrderIsOne() {
    List<Hit> hits = List.of(new Hit("a", 3f), new Hit("b", 2f), new Hit("c", 1f));
    assertEquals(1.0, Ndcg.at(10, hits, Map.of("a", 2, "b", 1)), EXACT);
  }

  @Test
  public void ranksAreDiscountedByTheirLogarithm() {
    // found at rank 2: 1 / log2(3); ideal: 1 / log2(2) = 1
    List<Hit> hits = List.of(new Hit("x", 2f), new Hit("a", 1f));
    assertEquals(1 / LOG2_OF_3, Ndcg.at(10, hits, Map.of("a", 1)), EXACT);
    // found at rank 3: 1 / log2(4) = 0.5
    List<Hit> third = List.of(new Hit("x", 3f), new Hit("y", 2f), new Hit("a", 1f));
    assertEquals(0.5, Ndcg.at(10, third, Map.of("a", 1)), EXACT);
  }

  @Test
  public void theGainIsTheGrade() {
    // grades 1, 3 where 3, 1 is ideal: (1 + 3 / log2(3)) / (3 + 1 / log2(3))
    List<Hit> hits = List.of(new Hit("one", 2f), new Hit("three", 1f));
    assertEquals(
        (1 + 3 / LOG2_OF_3) / (3 + 1 / LOG2_OF_3),
        Ndcg.at(10, hits, Map.of("one", 1, "three", 3)),
        EXACT);
  }

  @Test
  public void whatWasNotFoundIsInTheIdeal() {
    // one of two at rank 1: 1 / (1 + 1 / log2(3))
    assertEquals(
        1 / (1 + 1 / LOG2_OF_3),
        Ndcg.at(10, List.of(new Hit("a", 1f)), Map.of("a", 1, "b", 1)),
        EXACT);
  }

  @Test
  public void theIdealEndsAtTheCutToo() {
    // cut 1, two relevant ones: 1 / 1
    assertEquals(1.0, Ndcg.at(1, List.of(new Hit("a", 1f)), Map.of("a", 1, "b", 1)), EXACT);
  }

  @Test
  public void ranksBelowTheCutDoNotCount() {
    List<Hit> hits = List.of(new Hit("x", 2f), new Hit("a", 1f));
    assertEquals(0.0, Ndcg.at(1, hits, Map.of("a", 1)), EXACT);
  }

  @Test
  public void scoresOrderTheHitsAndIdsThoseOfOneScore() {
    // "b" before "a": the greater id first, whatever order they came in
    List<Hit> hits = List.of(new Hit("a", 1f), new Hit("b", 1f), new Hit("c", 0.5f));
    assertEquals(1 / LOG2_OF_3, Ndcg.at(10, hits, Map.of("a", 1)), EXACT);
    assertEquals(1.0, Ndcg.at(10, hits, Map.of("b", 1)), EXACT);
    assertEquals(1.0, Ndcg.at(10, List.of(hits.get(2), hits.get(1)), Map.of("b", 1)), EXACT);
  }

  @Test
  public void nothingRelevantOrNothingFoundIsZero() {
    assertEquals(0.0, Ndcg.at(10, List.of(new Hit("a", 1f)), Map.of("a", 0)), EXACT);
    assertEquals(0.0, Ndcg.at(10, List.of(), Map.of("a", 1)), EXACT);
  }

  @Test
  public void negativeGradesGainNothing() {
    List<Hit> hits = List.of(new Hit("bad", 2f), new Hit("a", 1f));
    assertEquals(1 / LOG2_OF_3, Ndcg.at(10, hits, Map.of("a", 1, "bad", -1)), EXACT);
  }
}
