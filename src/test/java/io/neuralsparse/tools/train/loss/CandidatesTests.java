/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

public final class CandidatesTests extends GradientTestCase {
  private static String rivals(Candidates candidates) {
    StringBuilder rivals = new StringBuilder();
    for (int q = 0; q < candidates.queries(); q++) {
      for (int d = 0; d < candidates.documents(); d++) {
        rivals.append(candidates.isRival(q, d) ? 'r' : candidates.contains(q, d) ? 'P' : '.');
      }
      rivals.append(q + 1 < candidates.queries() ? " " : "");
    }
    return rivals.toString();
  }

  public void testOwnDocuments() {
    Candidates candidates = Candidates.of(2, 3, false, (q, d) -> false);
    assertEquals("Prr... ...Prr", rivals(candidates));
    assertEquals(4, candidates.rivals());
    assertEquals(2, candidates.queries());
    assertEquals(3, candidates.own());
    assertEquals(6, candidates.documents());
    assertEquals(3, candidates.positive(1));
    assertFalse(candidates.inBatch());
  }

  public void testOthersDocuments() {
    Candidates candidates = Candidates.of(2, 2, true, (q, d) -> false);
    assertEquals("Prrr rrPr", rivals(candidates));
    assertTrue(candidates.inBatch());
  }

  /** Document 2 answers query 0 too, document 1 query 1; that 0 answers query 0 changes nothing. */
  public void testWhatAnswersIsNoRival() {
    Candidates candidates =
        Candidates.of(
            2, 2, true, (q, d) -> (q == 0 && d == 2) || (q == 1 && d == 1) || (q == 0 && d == 0));
    assertEquals("Pr.r r.Pr", rivals(candidates));
  }

  public void testOneQueryOneDocument() {
    assertEquals("P", rivals(Candidates.of(1, 1, true, (q, d) -> true)));
  }

  public void testNumbers() {
    IllegalArgumentException none =
        expectThrows(
            IllegalArgumentException.class, () -> Candidates.of(0, 2, true, (q, d) -> false));
    assertEquals(
        "a batch must have a query and a document for each, got [0] queries with [2] documents each",
        none.getMessage());
    expectThrows(IllegalArgumentException.class, () -> Candidates.of(2, 0, true, (q, d) -> false));
  }

  public void testScoresOfAnotherBatch() {
    Candidates candidates = Candidates.of(2, 2, true, (q, d) -> false);
    NDArray turned = manager.zeros(new Shape(4, 2));
    IllegalArgumentException shape =
        expectThrows(IllegalArgumentException.class, () -> candidates.check(turned));
    assertEquals(
        "scores must be (2, 4), one for each query and document, got (4, 2)", shape.getMessage());
    IllegalArgumentException queries =
        expectThrows(IllegalArgumentException.class, () -> candidates.check(new float[1][4]));
    assertEquals("a teacher must score 2 queries, scores 1", queries.getMessage());
    IllegalArgumentException documents =
        expectThrows(
            IllegalArgumentException.class,
            () -> candidates.check(new float[][] {new float[4], new float[3]}));
    assertEquals(
        "a teacher must score 4 documents for query [1], scores 3", documents.getMessage());
  }

  /** Scores that nobody asks for may be anything. */
  public void testTeachersScoresAreNumbers() {
    Candidates candidates = Candidates.of(2, 2, false, (q, d) -> false);
    candidates.check(new float[][] {{1, 2, Float.NaN, Float.NaN}, {Float.NaN, 0, 3, 4}});
    IllegalArgumentException notANumber =
        expectThrows(
            IllegalArgumentException.class,
            () -> candidates.check(new float[][] {{1, 2, 0, 0}, {0, 0, 3, Float.NaN}}));
    assertEquals(
        "a teacher's score must be finite, got [NaN] for query [1] and document [3]",
        notANumber.getMessage());
    expectThrows(
        IllegalArgumentException.class,
        () -> candidates.check(new float[][] {{1, Float.NEGATIVE_INFINITY, 0, 0}, {0, 0, 3, 4}}));
  }
}
