/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Candidates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.opensearch.test.OpenSearchTestCase;

public final class EnsembleTests extends OpenSearchTestCase {
  private static final Candidates THREE = Candidates.of(1, 3, false, (q, d) -> false);
  private static final TeacherBatch ONE_QUERY =
      new TeacherBatch(List.of("q"), List.of("a", "b", "c"), new float[0], THREE);

  /** Says what it was told to say, of any batch. */
  private static Teacher saying(String name, float[][] scores, List<String> closed) {
    return new Teacher() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public float[][] scores(TeacherBatch batch) {
        return scores;
      }

      @Override
      public void close() throws IOException {
        closed.add(name);
        if (name.startsWith("broken")) {
          throw new IOException(name);
        }
      }
    };
  }

  private static Teacher saying(float... scores) {
    return saying("fixed", new float[][] {scores}, new ArrayList<>());
  }

  /** (s − min) / (max − min + 1e-6): 0.9, 0.5, 0.1 as 1, 0.5, 0; 3, 11, 7 as 0, 1, 0.5. */
  public void testMeanOfNormalisedScores() throws Exception {
    try (Ensemble ensemble =
        new Ensemble(List.of(saying(0.9f, 0.5f, 0.1f), saying(3, 11, 7)), true, 30)) {
      double dense = 0.8 + 1e-6;
      double sparse = 8 + 1e-6;
      assertArrayEquals(
          new float[] {
            (float) (15 * (0.8 / dense)),
            (float) (15 * (0.4 / dense + 8 / sparse)),
            (float) (15 * (4 / sparse))
          },
          ensemble.scores(ONE_QUERY)[0],
          1e-5f);
      assertArrayEquals(new float[] {15, 22.5f, 7.5f}, ensemble.scores(ONE_QUERY)[0], 1e-4f);
    }
  }

  public void testMeanOfScoresAsTheyAre() throws Exception {
    try (Ensemble ensemble =
        new Ensemble(List.of(saying(0.9f, 0.5f, 0.1f), saying(3, 11, 7)), false, 2)) {
      assertArrayEquals(new float[] {3.9f, 11.5f, 7.1f}, ensemble.scores(ONE_QUERY)[0], 1e-5f);
    }
  }

  /** Nothing to tell apart, and no division by 0. */
  public void testEqualScores() throws Exception {
    try (Ensemble ensemble = new Ensemble(List.of(saying(4, 4, 4)), true, 30)) {
      assertArrayEquals(new float[3], ensemble.scores(ONE_QUERY)[0], 0);
    }
  }

  /** Each query by its own candidates; what is none of them doesn't count, whatever it is. */
  public void testEachQueryByItself() throws Exception {
    Candidates own = Candidates.of(2, 2, false, (q, d) -> false);
    TeacherBatch batch =
        new TeacherBatch(List.of("q", "r"), List.of("a", "b", "c", "d"), new float[0], own);
    float[][] scores = {{1, 2, 900, Float.NaN}, {-900, Float.NaN, 20, 10}};
    try (Ensemble ensemble =
        new Ensemble(List.of(saying("fixed", scores, new ArrayList<>())), true, 30)) {
      float[][] actual = ensemble.scores(batch);
      assertArrayEquals(new float[] {0, 30, 0, 0}, actual[0], 1e-4f);
      assertArrayEquals(new float[] {0, 0, 30, 0}, actual[1], 1e-4f);
    }
  }

  public void testATeacherThatScoresNothing() throws Exception {
    List<String> closed = new ArrayList<>();
    Teacher broken = saying("x", new float[][] {{1, Float.NaN, 2}}, closed);
    try (Ensemble ensemble = new Ensemble(List.of(saying(1, 2, 3), broken), true, 30)) {
      IllegalArgumentException e =
          expectThrows(IllegalArgumentException.class, () -> ensemble.scores(ONE_QUERY));
      assertEquals(
          "teacher [x]: a teacher's score must be finite, got [NaN] for query [0] and document [1]",
          e.getMessage());
    }
    assertEquals(List.of("x"), closed);
  }

  public void testAllAreClosed() {
    List<String> closed = new ArrayList<>();
    Ensemble ensemble =
        new Ensemble(
            List.of(
                saying("broken a", new float[0][], closed),
                saying("b", new float[0][], closed),
                saying("broken c", new float[0][], closed)),
            true,
            30);
    assertEquals("broken a + b + broken c", ensemble.name());
    IOException e = expectThrows(IOException.class, ensemble::close);
    assertEquals("broken a", e.getMessage());
    assertEquals("broken c", e.getSuppressed()[0].getMessage());
    assertEquals(List.of("broken a", "b", "broken c"), closed);
  }

  public void testSettings() {
    assertEquals(
        "an ensemble must have a teacher",
        expectThrows(IllegalArgumentException.class, () -> new Ensemble(List.of(), true, 30))
            .getMessage());
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(
          "[scale] must be finite and above 0, got [" + wrong + "]",
          expectThrows(
                  IllegalArgumentException.class,
                  () -> new Ensemble(List.of(new LineScores()), true, wrong))
              .getMessage());
    }
  }

  public void testScoresOfLines() throws Exception {
    Candidates own = Candidates.of(2, 2, false, (q, d) -> false);
    TeacherBatch batch =
        new TeacherBatch(
            List.of("q", "r"), List.of("a", "b", "c", "d"), new float[] {4, 3, 9, -1}, own);
    try (Teacher lines = new LineScores()) {
      assertEquals("scores", lines.name());
      assertArrayEquals(new float[][] {{4, 3, 0, 0}, {0, 0, 9, -1}}, lines.scores(batch));
    }
  }

  public void testLinesWithoutScores() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new LineScores().scores(ONE_QUERY));
    assertEquals("teacher [scores] needs lines with [scores], and these have none", e.getMessage());
  }

  public void testLinesKnowNoOthersDocuments() {
    Candidates all = Candidates.of(2, 1, true, (q, d) -> false);
    TeacherBatch batch =
        new TeacherBatch(List.of("q", "r"), List.of("a", "b"), new float[] {1, 2}, all);
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new LineScores().scores(batch));
    assertEquals(
        "teacher [scores] knows a query's own documents only, not those of the rest of the batch",
        e.getMessage());
  }

  public void testNumbersOfABatch() {
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> new TeacherBatch(List.of("q"), List.of("a", "b", "c"), new float[2], THREE));
    assertEquals(
        "candidates of 1 queries and 3 documents, but 1 queries, 3 documents and 2 scores",
        e.getMessage());
  }
}
