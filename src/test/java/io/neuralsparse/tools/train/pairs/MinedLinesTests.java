/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.EvaluationPlan;
import io.neuralsparse.tools.evaluate.Hit;
import io.neuralsparse.tools.train.data.BadLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

/** What becomes a negative, and how a run goes on that was ended. */
@LuceneTestCase.SuppressFileSystems("ExtrasFS")
public class MinedLinesTests extends OpenSearchTestCase {
  private Path folder;
  private MinedLines lines;

  /** Passages 0 to 5: the positives of two lines of one query, their twin, and three others. */
  @Override
  public void setUp() throws Exception {
    super.setUp();
    folder = createTempDir();
    Path file =
        Files.writeString(
            folder.resolve("in.jsonl"),
            """
            {"query": "q", "positive": "Right.", "source": "s"}
            {"query": "q", "pos": ["also right"]}
            {"query": "other", "pos": ["RIGHT", "one"], "negs": ["two", "three"]}
            """);
    lines = new MinedLines();
    lines.read(List.of(file.toString()), BadLines.fail());
  }

  private static MiningPlan plan(int first, int last, int negatives, OptionalDouble margin) {
    return new MiningPlan(
        List.of("bm25", "lexical"), first, last, negatives, margin, EvaluationPlan.DEFAULT);
  }

  private static NegativeChoice.Found found(float best, int... passages) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < passages.length; i++) {
      hits.add(new Hit("p" + passages[i], 10 - i));
    }
    return new NegativeChoice.Found(hits, best);
  }

  private Set<Integer> chosen(MiningPlan plan, NegativeChoice.Found... found) {
    List<Integer> chosen =
        new NegativeChoice(plan, lines).of(lines.lines().getFirst(), List.of(found));
    assertEquals(chosen.size(), new TreeSet<>(chosen).size());
    return new TreeSet<>(chosen);
  }

  public void testPassagesAreThereOnce() throws Exception {
    assertEquals(6, lines.passages());
    Path corpus = folder.resolve("corpus");
    lines.writeCorpus(corpus);
    assertEquals(
        """
        {"_id":"p0","text":"Right."}
        {"_id":"p1","text":"also right"}
        {"_id":"p2","text":"RIGHT"}
        {"_id":"p3","text":"one"}
        {"_id":"p4","text":"two"}
        {"_id":"p5","text":"three"}
        """,
        Files.readString(corpus));
  }

  public void testPositivesAndTheirTwinsAreNoNegatives() {
    MiningPlan all = plan(1, 9, 9, OptionalDouble.empty());
    // 1 is a positive of another line of the query, 2 has the words of 0.
    assertEquals(Set.of(3, 5), chosen(all, found(0, 0, 3, 1, 2, 5)));
    assertEquals(Set.of(), chosen(all, found(0, 0, 1)));
  }

  public void testPassagesThatShareMuchWithAPositiveAreNoNegatives() throws Exception {
    String twelve = "b c d e f g h i j k l m";
    Path file =
        Files.writeString(
            folder.resolve("much.jsonl"),
            "{\"query\": \"q\", \"positive\": \"a %s n\"}\n".formatted(twelve)
                + "{\"query\": \"r\", \"pos\": \"x\", \"negs\": [\"o %s\", \"c d e f g h i j k l m\"]}"
                    .formatted(twelve));
    lines = new MinedLines();
    lines.read(List.of(file.toString()), BadLines.fail());
    assertEquals(Set.of(1, 3), chosen(plan(1, 9, 9, OptionalDouble.empty()), found(0, 0, 1, 2, 3)));
  }

  public void testRanksAndMargin() {
    // Scores 10, 9, 8, 7: ranks from 2 on leave 4 and 5, and what is right.
    assertEquals(Set.of(4, 5), chosen(plan(2, 9, 9, OptionalDouble.empty()), found(0, 3, 0, 4, 5)));
    assertEquals(
        "not above 8.1",
        Set.of(4, 5),
        chosen(plan(1, 9, 9, OptionalDouble.of(-0.1)), found(9, 3, 0, 4, 5)));
    assertEquals(
        "not above 9.9",
        Set.of(4, 5),
        chosen(plan(1, 9, 9, OptionalDouble.of(0.1)), found(9, 3, 0, 4, 5)));
    assertEquals(
        "the positive was not found",
        Set.of(),
        chosen(plan(1, 9, 9, OptionalDouble.of(0)), found(0, 3)));
  }

  public void testSystemsTakeTurns() {
    MiningPlan two = plan(1, 9, 2, OptionalDouble.empty());
    Set<Integer> chosen = chosen(two, found(0, 3, 4), found(0, 5));
    assertEquals(2, chosen.size());
    assertTrue(chosen.contains(5));
    assertEquals(
        "one that both found counts once", Set.of(3, 4), chosen(two, found(0, 3), found(0, 3, 4)));
    assertEquals(chosen, chosen(two, found(0, 3, 4), found(0, 5)));
  }

  public void testLinesAsTheyAreWritten() {
    assertEquals(
        "{\"query\":\"q\",\"pos\":\"Right.\",\"negs\":[\"two\",\"one\"],\"source\":\"s\"}",
        lines.written(lines.lines().getFirst(), List.of(4, 3)));
    assertEquals(
        "{\"query\":\"other\",\"pos\":[\"RIGHT\",\"one\"]}",
        lines.written(lines.lines().getLast(), List.of()));
  }

  public void testAPartIsGoneOnWithBehindItsLastWholeLine() throws IOException {
    Path output = folder.resolve("out.jsonl");
    try (PartFile part = PartFile.open(output, 7)) {
      assertEquals(0, part.before());
      part.add(List.of("one,\"negs\":[", "two"));
    }
    Path left = folder.resolve(".out.jsonl.00000007.part");
    Files.writeString(left, Files.readString(left) + "thr");
    try (PartFile other = PartFile.open(output, 8)) {
      assertEquals("another run", 0, other.before());
    }
    try (PartFile part = PartFile.open(output, 7)) {
      assertEquals(2, part.before());
      assertEquals(1, part.linesWithout(MinedLines.NEGATIVES));
      part.add(List.of("three"));
      part.finish(output);
    }
    assertEquals("one,\"negs\":[\ntwo\nthree\n", Files.readString(output));
    assertFalse(Files.exists(left));
  }

  public void testPlansThatCannotBe() {
    assertEquals(
        "ranks must be from 1 to 9999 and rise, got [9-3]",
        expectThrows(IllegalArgumentException.class, () -> plan(9, 3, 1, OptionalDouble.empty()))
            .getMessage());
    assertEquals(
        "a margin must be a number above -1, got [-1.0]",
        expectThrows(IllegalArgumentException.class, () -> plan(1, 2, 1, OptionalDouble.of(-1)))
            .getMessage());
  }
}
