/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.tools.train.data.BatchPlan.Mixing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Batches: what is in them, and that seed and step are all they depend on. */
public class BatchesTests extends DataTestCase {
  private static final BatchPlan TENS = new BatchPlan(10, 0, Mixing.ALL);

  /** Pairs from number to number, of as many sources. */
  private String pairs(int from, int to, int sources) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) {
      lines.append(pair(query(i), words(i), "source" + i % sources));
    }
    return lines.toString();
  }

  private static String shown(Batch batch) {
    return Arrays.toString(batch.queries())
        + Arrays.toString(batch.documents())
        + Arrays.toString(batch.scores());
  }

  private static List<String> shown(Batches batches, long from, long to) {
    List<String> shown = new ArrayList<>();
    for (long step = from; step < to; step++) {
      shown.add(shown(batches.get(step)));
    }
    return shown;
  }

  public void testAnEpochHasEachExampleOnceInSizesThatDifferByOne() throws Exception {
    TrainingSet set = set(write("pairs.jsonl", pairs(0, 95, 3)));
    Batches batches = new Batches(set, TENS, randomLong());
    assertEquals(10, batches.steps(1));
    assertEquals(30, batches.steps(3));
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Long> lines = new TreeSet<>();
      for (long step = 10L * epoch; step < 10L * epoch + 10; step++) {
        Batch batch = batches.get(step);
        assertEquals(epoch, batches.epoch(step));
        assertTrue("" + batch.size(), batch.size() == 9 || batch.size() == 10);
        for (int q = 0; q < batch.size(); q++) {
          long line = batch.origins().get(q).line();
          assertTrue(lines.add(line));
          assertEquals(query((int) line - 1), set.texts().get(batch.queries()[q]));
          assertEquals(words((int) line - 1), set.texts().get(batch.documents()[q]));
        }
      }
      assertEquals(95, lines.size());
    }
    assertNotEquals(shown(batches, 0, 10), shown(batches, 10, 20));
  }

  public void testAJumpGoesWhereStepsLead() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      lines.append(
          "{\"query\": \"%s\", \"pos\": [\"%s\", \"%s\"], \"negs\": [\"%s\", \"%s\"]}\n"
              .formatted(query(i), words(i), words(i % 7 + 100), words(i + 200), words(i + 300)));
    }
    Path file = write("pairs.jsonl", lines.toString());
    BatchPlan plan = new BatchPlan(8, 3, Mixing.ALL);
    Batches walked = new Batches(set(file), plan, 11);
    List<String> all = shown(walked, 0, 60);
    for (long step : new long[] {59, 3, 31, 8, 7, 0}) {
      Batches jumped = new Batches(set(file), plan, 11);
      assertEquals(all.get((int) step), shown(jumped.get(step)));
      assertEquals(walked.epoch(step), jumped.epoch(step));
    }
    assertNotEquals(all, shown(new Batches(set(file), plan, 12), 0, 60));
    expectThrows(IllegalArgumentException.class, () -> walked.get(-1));
  }

  public void testNoQueryAndNoPositiveIsTwiceInABatch() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      // Each query six times, each positive up to ten times.
      lines.append(pair(query(i % 50), words(i % 50 + i / 50 * 37 % 31), ""));
    }
    TrainingSet set = set(write("pairs.jsonl", lines.toString()));
    Batches batches = new Batches(set, TENS, randomLong());
    // 30 would be the fewest.
    assertTrue("" + batches.steps(3), batches.steps(3) <= 3 * 32);
    int examples = 0;
    for (long step = 0; step < batches.steps(3); step++) {
      Batch batch = batches.get(step);
      examples += batch.size();
      assertEquals(batch.size(), Arrays.stream(batch.queries()).distinct().count());
      assertEquals(batch.size(), Arrays.stream(batch.documents()).distinct().count());
    }
    assertEquals(900, examples);
  }

  public void testWhatIsTooOftenTheSameMakesSmallerBatches() throws Exception {
    StringBuilder lines = new StringBuilder(pairs(0, 5, 1));
    for (int i = 0; i < 7; i++) {
      lines.append(pair("a", words(100 + i), ""));
    }
    Batches batches = new Batches(set(write("pairs.jsonl", lines.toString())), TENS, 5);
    assertEquals(7, batches.steps(1));
    int examples = 0;
    for (int step = 0; step < 7; step++) {
      examples += batches.get(step).size();
    }
    assertEquals(12, examples);
  }

  public void testBatchesOfOneSource() throws Exception {
    StringBuilder lines = new StringBuilder(pairs(0, 90, 3));
    for (int i = 90; i < 100; i++) {
      lines.append(pair(query(i), words(i), "small" + i % 2));
    }
    Path file = write("pairs.jsonl", lines.toString());
    Batches batches = new Batches(set(file), new BatchPlan(20, 0, Mixing.ONE_SOURCE), randomLong());
    // Three sources of 30 make two of 15 each; those of 5 are together.
    assertEquals(7, batches.steps(1));
    Set<Long> lines1 = new HashSet<>();
    List<Set<Long>> kinds = new ArrayList<>();
    for (long step = 0; step < 7; step++) {
      Set<Long> kind = new TreeSet<>();
      for (Origin origin : batches.get(step).origins()) {
        lines1.add(origin.line());
        kind.add(origin.line() > 90 ? 3 : (origin.line() - 1) % 3);
      }
      assertEquals(1, kind.size());
      kinds.add(kind);
    }
    assertEquals(100, lines1.size());
    assertEquals(4, new HashSet<>(kinds).size());
  }

  public void testNegativesAreTheLinesOwnAndThenOthersPositives() throws Exception {
    Path file =
        write(
            "pairs.jsonl",
            "{\"query\": \"%s\", \"pos\": \"%s\", \"negs\": [\"%s\", \"%s\", \"%s\"]}\n"
                    .formatted(query(0), words(0), words(50), words(51), words(52))
                + pairs(1, 10, 1));
    TrainingSet set = set(file);
    Batches batches = new Batches(set, new BatchPlan(10, 2, Mixing.ALL), randomLong());
    Set<String> drawn = new TreeSet<>();
    for (int step = 0; step < 40; step++) {
      Batch batch = batches.get(step);
      assertEquals(3, batch.candidates());
      for (int q = 0; q < 10; q++) {
        int line = (int) batch.origins().get(q).line();
        assertEquals(words(line - 1), set.texts().get(batch.documents()[3 * q]));
        String one = set.texts().get(batch.documents()[3 * q + 1]);
        String two = set.texts().get(batch.documents()[3 * q + 2]);
        if (line == 1) {
          assertNotEquals(one, two);
          drawn.add(one);
          drawn.add(two);
        } else {
          assertTrue(one, Integer.parseInt(number(one)) < 10);
          assertTrue(two, Integer.parseInt(number(two)) < 10);
        }
      }
    }
    assertEquals(new TreeSet<>(List.of(words(50), words(51), words(52))), drawn);
  }

  /** The number of {@link #words}. */
  private static String number(String words) {
    String digits = words.replace(" ", "").replace('a', '0').replace('b', '1').replace('c', '2');
    return String.valueOf(Integer.parseInt(digits, 3));
  }

  public void testOtherPositivesOfAQueryAreKnown() throws Exception {
    Path file =
        write(
            "pairs.jsonl",
            "{\"query\": \". a\", \"pos\": [\"a\", \"b\"]}\n"
                + pair(". b", "b", "")
                + "{\"query\": \". c\", \"pos\": \"c\", \"negs\": [\"b\", \"a\"]}\n");
    TrainingSet set = set(file);
    Batches batches = new Batches(set, new BatchPlan(3, 2, Mixing.ALL), 3);
    List<Set<String>> positives = List.of(Set.of("a", "b"), Set.of("b"), Set.of("c"));
    Set<String> chosen = new TreeSet<>();
    for (int step = 0; step < batches.steps(20); step++) {
      Batch batch = batches.get(step);
      for (int q = 0; q < batch.size(); q++) {
        int line = (int) batch.origins().get(q).line();
        for (int d = 0; d < batch.documents().length; d++) {
          String text = set.texts().get(batch.documents()[d]);
          assertEquals(positives.get(line - 1).contains(text), batch.isPositive(q, d));
        }
        if (line == 1) {
          chosen.add(set.texts().get(batch.documents()[q * 3]));
        }
      }
    }
    assertEquals("each comes up", Set.of("a", "b"), chosen);
  }

  public void testScoresGoWithTheirDocuments() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      lines.append(
          "{\"query\": \"%s\", \"docs\": [\"%s\", \"%s\", \"%s\"], \"scores\": [%s, 10%s, 20%s]}\n"
              .formatted(query(i), words(i), words(i + 100), words(i + 200), i, i, i));
    }
    Path file = write("scored.jsonl", lines.toString());
    TrainingSet set = set(file);
    assertTrue(set.isScored());
    Batch batch = new Batches(set, new BatchPlan(4, 1, Mixing.ALL), randomLong()).get(0);
    assertEquals(2L * batch.size(), batch.scores().length);
    for (int i = 0; i < batch.scores().length; i++) {
      assertEquals(words((int) batch.scores()[i]), set.texts().get(batch.documents()[i]));
      assertTrue("the best is the positive", i % 2 == 1 || batch.scores()[i] >= 200);
    }
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class,
            () -> new Batches(set, new BatchPlan(4, 3, Mixing.ALL), 1));
    assertEquals(
        "[" + file + "] line 1 has 2 documents with scores beside the best, [negatives] asks for 3",
        e.getMessage());
  }

  public void testLimitsOfPlans() throws IOException {
    assertEquals(
        "[size] must be at least 1, got [0]",
        expectThrows(IllegalArgumentException.class, () -> new BatchPlan(0, 0, Mixing.ALL))
            .getMessage());
    assertEquals(
        "[negatives] must be at least 0, got [-1]",
        expectThrows(IllegalArgumentException.class, () -> new BatchPlan(1, -1, Mixing.ALL))
            .getMessage());
    assertEquals(
        "[query] must be at least 1, got [0]",
        expectThrows(IllegalArgumentException.class, () -> new TokenLimits(0, 3)).getMessage());
    assertEquals(
        "[document] must be at least 3, got [2]",
        expectThrows(IllegalArgumentException.class, () -> new TokenLimits(1, 2)).getMessage());
  }
}
