/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Sequences of plain text, and their masks. */
public class MaskedBatchesTests extends DataTestCase {
  private MaskedText text(Path file, int length, double share) throws IOException {
    return MaskedText.read(
        List.of(file.toString()), tokenizer, length, share, BadLines.fail(), done -> {});
  }

  public void testDocumentsArePackedWhole() throws Exception {
    // [CLS] 2, [SEP] 3, a 5, b 6, c 7
    Path file = write("text.txt.gz", "a a a\nb\n\n\nb b b b\nc c c c c c c\n\nc\n");
    MaskedText text = text(file, 8, 1);
    assertEquals(3, text.size());
    assertArrayEquals(new int[] {2, 5, 5, 5, 6, 3, 6, 3}, text.sequence(0));
    assertArrayEquals(new int[] {2, 6, 6, 6, 7, 7, 7, 3}, text.sequence(1));
    assertArrayEquals(new int[] {2, 7, 7, 7, 7, 3, 7, 3}, text.sequence(2));
    assertArrayEquals(
        "the last one may be short",
        new int[] {2, 6, 3},
        text(write("short.txt", "a a a a a a\n\nb"), 8, 1).sequence(1));
  }

  public void testAShareOfTheDocumentsIsTheSameEachTime() throws Exception {
    StringBuilder documents = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      documents.append("a b\nc c c c\n\n");
    }
    Path file = write("text.txt", documents.toString());
    int all = text(file, 8, 1).size();
    int some = text(file, 8, 0.25).size();
    assertEquals(some, text(file, 8, 0.25).size());
    // Five standard deviations of a binomial of 2000 documents.
    assertEquals(0.25, (double) some / all, 5 * Math.sqrt(0.25 * 0.75 / 2000));
  }

  private Path random(int paragraphs) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < paragraphs; i++) {
      text.append(words(random.nextInt(1 << 30))).append(i % 5 == 4 ? "\n\n" : "\n");
    }
    return write("random.txt", text.toString());
  }

  public void testMasksHaveTheirRatesAndLabelsWhatWasThere() throws Exception {
    MaskedText text = text(random(3000), 64, 1);
    MaskedBatches batches = new MaskedBatches(text, 16, 0.15, randomLong());
    int[] regular = {5, 6, 7, 8, 9};
    assertArrayEquals(regular, text.regular());
    Set<List<Integer>> originals = new HashSet<>();
    for (int i = 0; i < text.size(); i++) {
      originals.add(Arrays.stream(text.sequence(i)).boxed().toList());
    }
    long ids = 0;
    long places = 0;
    long masked = 0;
    long same = 0;
    for (long step = 0; step < batches.steps(1); step++) {
      MaskedBatch batch = batches.get(step);
      places += batch.labels().length;
      for (int i = 0; i < batch.labels().length; i++) {
        int[] sequence = batch.sequences().get(batch.rows()[i]);
        int id = sequence[batch.columns()[i]];
        masked += id == 4 ? 1 : 0;
        same += id == batch.labels()[i] ? 1 : 0;
        assertTrue("" + id, id >= 4);
        sequence[batch.columns()[i]] = batch.labels()[i];
      }
      for (int[] sequence : batch.sequences()) {
        assertTrue(originals.contains(Arrays.stream(sequence).boxed().toList()));
        ids += Arrays.stream(sequence).filter(id -> id > 4).count();
      }
    }
    assertWithin(0.15, places, ids);
    assertWithin(0.8, masked, places);
    // A tenth stays, and of the tenth that is drawn one of five ids is the old one.
    assertWithin(0.1 + 0.1 / 5, same, places);
  }

  /** Five standard deviations of a binomial. */
  private static void assertWithin(double rate, long found, long of) {
    assertTrue(of > 5_000);
    assertEquals(rate, (double) found / of, 5 * Math.sqrt(rate * (1 - rate) / of));
  }

  private static String shown(MaskedBatch batch) {
    StringBuilder shown = new StringBuilder();
    batch.sequences().forEach(ids -> shown.append(Arrays.toString(ids)));
    return shown
        .append(Arrays.toString(batch.rows()))
        .append(Arrays.toString(batch.columns()))
        .append(Arrays.toString(batch.labels()))
        .toString();
  }

  public void testEpochsAndJumps() throws Exception {
    MaskedText text = text(random(100), 32, 1);
    MaskedBatches walked = new MaskedBatches(text, 10, 0.15, 7);
    long steps = walked.steps(1);
    assertEquals((text.size() + 9) / 10, steps);
    List<String> all = new ArrayList<>();
    int sequences = 0;
    for (long step = 0; step < 3 * steps; step++) {
      all.add(shown(walked.get(step)));
      sequences += walked.get(step).sequences().size();
      assertEquals(step / steps, walked.epoch(step));
    }
    assertEquals(3L * text.size(), sequences);
    for (int step = all.size() - 1; step >= 0; step -= 5) {
      assertEquals(all.get(step), shown(new MaskedBatches(text, 10, 0.15, 7).get(step)));
    }
    assertNotEquals(all.getFirst(), shown(new MaskedBatches(text, 10, 0.15, 8).get(0)));
  }

  public void testThereIsAlwaysAPlace() throws Exception {
    MaskedText text = text(write("one.txt", "a"), 8, 1);
    for (int seed = 0; seed < 20; seed++) {
      MaskedBatch batch = new MaskedBatches(text, 1, 0.01, seed).get(0);
      assertArrayEquals(new int[] {0}, batch.rows());
      assertArrayEquals(new int[] {1}, batch.columns());
      assertArrayEquals(new int[] {5}, batch.labels());
    }
  }

  public void testWhatCannotBe() throws Exception {
    Path file = write("text.txt", "a\n???\n");
    IOException e = expectThrows(IOException.class, () -> text(file, 8, 1));
    assertEquals(
        "[" + file + "] line 2 has a text without any token that the tokeniser knows",
        e.getMessage());
    Path empty = write("empty.txt", "\n\n");
    e = expectThrows(IOException.class, () -> text(empty, 8, 1));
    assertEquals("there is no text in [" + empty + "]", e.getMessage());
    assertEquals(
        "[length] must be at least 8, got [7]",
        expectThrows(IllegalArgumentException.class, () -> text(file, 7, 1)).getMessage());
    assertEquals(
        "[share] must be in (0, 1], got [0.0]",
        expectThrows(IllegalArgumentException.class, () -> text(file, 8, 0)).getMessage());
    MaskedText one = text(write("one.txt", "a"), 8, 1);
    assertEquals(
        "[size] must be at least 1, got [0]",
        expectThrows(IllegalArgumentException.class, () -> new MaskedBatches(one, 0, 0.1, 1))
            .getMessage());
    assertEquals(
        "[share] must be in (0, 1), got [1.0]",
        expectThrows(IllegalArgumentException.class, () -> new MaskedBatches(one, 1, 1, 1))
            .getMessage());
  }
}
