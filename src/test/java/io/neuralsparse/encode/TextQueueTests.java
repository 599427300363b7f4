/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import io.neuralsparse.encode.TextQueue.Work;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.opensearch.test.OpenSearchTestCase;

/** Whose turn it is, and what runs together; no text is encoded here. */
public class TextQueueTests extends OpenSearchTestCase {
  /** Lent for nothing; only told apart. */
  private static final class Encoder implements DocumentEncoder {
    @Override
    public List<SparseVector> encode(List<String> texts, LongText longText) {
      throw new AssertionError();
    }

    @Override
    public Windows cut(String text, LongText longText) {
      throw new AssertionError();
    }

    @Override
    public List<SparseVector> run(List<long[]> windows) {
      throw new AssertionError();
    }

    @Override
    public long bytes(int windows, int tokens) {
      throw new AssertionError();
    }

    @Override
    public long bytes() {
      throw new AssertionError();
    }

    @Override
    public void close() {
      throw new AssertionError();
    }
  }

  private final Encoder encoder = new Encoder();
  private final Map<Job, String> names = new HashMap<>();
  private int loans;

  private Job job(TextQueue queue, String source, String... texts) {
    Job job =
        new Job(
            new EncodingRequest("m", List.of(texts), LongText.WINDOWS), (vectors, failure) -> {});
    names.put(job, source);
    return queue.offer(job, source, () -> false, 0) ? job : null;
  }

  private EncoderLender.Loan loan(DocumentEncoder of) {
    loans++;
    return new EncoderLender.Loan() {
      @Override
      public DocumentEncoder encoder() {
        return of;
      }

      @Override
      public void close() {
        loans--;
      }
    };
  }

  /** Tokenised, a text of n characters has one window of n tokens. */
  private void cut(TextQueue queue, Work work) {
    cut(queue, work, encoder);
  }

  private void cut(TextQueue queue, Work work, DocumentEncoder with) {
    assertEquals(List.of(), work.windows());
    for (QueuedText text : work.texts()) {
      queue.ready(
          text,
          loan(with),
          new Windows(List.of(new long[text.text().length()]), text.text().length(), 0, false));
    }
  }

  private static void done(TextQueue queue, Work work) {
    for (Window window : work.windows()) {
      assertTrue(window.text().windowDone(SparseVector.EMPTY));
      queue.answered(window.text());
      window.text().giveBack();
    }
  }

  /** The next batch, with all that has to be tokenised before. */
  private Work batch(TextQueue queue) {
    Work work = queue.next();
    for (; work != null && !work.texts().isEmpty(); work = queue.next()) {
      cut(queue, work);
    }
    return work;
  }

  private static List<Integer> lengths(Work work) {
    return work.windows().stream().map(Window::length).toList();
  }

  private static String text(int length) {
    return "x".repeat(length);
  }

  private static String[] texts(int count, int length) {
    return Collections.nCopies(count, text(length)).toArray(String[]::new);
  }

  public void testWindowsOfAboutTheSameLengthRunTogether() {
    TextQueue queue = new TextQueue(1000);
    job(queue, "a", text(100), text(10), text(98), text(300), text(11), text(97), text(305));
    assertEquals(List.of(305, 300), lengths(batch(queue)));
    assertEquals(List.of(100, 98, 97), lengths(batch(queue)));
    assertEquals(List.of(11, 10), lengths(batch(queue)));
    assertNull(batch(queue));
  }

  public void testBatchesTakeWindowsOfAllSources() {
    TextQueue queue = new TextQueue(1000);
    job(queue, "a", text(100));
    job(queue, "b", text(104));
    job(queue, "c", text(96));
    // a's turn; b is as near as c, and longer: the shorter one first
    assertEquals(List.of(100, 96, 104), lengths(batch(queue)));
  }

  public void testBatchesOfDifferentEncodersDontMix() {
    TextQueue queue = new TextQueue(1000);
    job(queue, "a", text(100), text(100));
    cut(queue, queue.next());
    job(queue, "b", text(100), text(100));
    cut(queue, queue.next(), new Encoder());
    for (int i = 0; i < 2; i++) {
      Work batch = batch(queue);
      assertEquals(List.of(100, 100), lengths(batch));
      assertSame(batch.windows().get(0).text().source(), batch.windows().get(1).text().source());
    }
    assertNull(queue.next());
  }

  public void testBatchesStayWithinTheirBounds() {
    TextQueue queue = new TextQueue(10_000);
    int total = 0;
    for (int i = 0; i < 50; i++) {
      String[] some =
          IntStream.range(0, 1 + randomInt(60))
              .mapToObj(j -> text(1 + randomInt(randomBoolean() ? 20 : 600)))
              .toArray(String[]::new);
      total += some.length;
      job(queue, "s" + randomInt(5), some);
    }
    long padded = 0;
    long tokens = 0;
    int seen = 0;
    for (Work batch = batch(queue); batch != null; batch = batch(queue)) {
      int longest = Collections.max(lengths(batch));
      int cells = longest * batch.windows().size();
      int sum = lengths(batch).stream().mapToInt(Integer::intValue).sum();
      assertTrue(batch.windows().size() <= 32);
      assertTrue(cells <= 640 || batch.windows().size() <= 2);
      assertTrue(cells - sum <= 0.1 * cells + 16);
      padded += cells;
      tokens += sum;
      seen += batch.windows().size();
      done(queue, batch);
    }
    assertEquals(total, seen);
    assertTrue(tokens + " " + padded, padded < 1.08 * tokens);
    assertEquals(0, queue.unanswered());
    assertEquals(0, loans);
  }

  public void testASmallSourceNeverWaitsBehindALargeOne() {
    TextQueue queue = new TextQueue(100_000);
    job(queue, "large", texts(20_000, 300));
    for (int i = 0; i < 100; i++) {
      done(queue, batch(queue));
    }
    job(queue, "small", text(20), text(21), text(40));
    List<Integer> small = new ArrayList<>();
    for (int turn = 0; small.size() < 3; turn++) {
      Work batch = batch(queue);
      for (Window window : batch.windows()) {
        if (names.get(window.text().job()).equals("small")) {
          small.add(turn);
        }
      }
      done(queue, batch);
    }
    assertTrue("a batch of the other is before it at most: " + small, small.getLast() <= 2);
  }

  public void testSourcesGetEquallyMuch() {
    TextQueue queue = new TextQueue(1_000_000);
    Map<String, Long> served = new HashMap<>();
    job(queue, "short", texts(30_000, 10));
    job(queue, "long", texts(2_000, 400));
    job(queue, "mixed", texts(1_000, 10));
    job(queue, "mixed", texts(1_000, 400));
    for (int i = 0; i < 300; i++) {
      Work batch = batch(queue);
      for (Window window : batch.windows()) {
        served.merge(names.get(window.text().job()), (long) window.length(), Long::sum);
      }
      done(queue, batch);
    }
    long most = Collections.max(served.values());
    long least = Collections.min(served.values());
    assertEquals(3, served.size());
    assertTrue(served.toString(), most - least <= 2 * 800);
  }

  public void testALateComerDoesNotCatchUpOnWhatOthersGot() {
    TextQueue queue = new TextQueue(1_000_000);
    job(queue, "a", texts(5_000, 300));
    for (int i = 0; i < 1000; i++) {
      done(queue, batch(queue));
    }
    job(queue, "b", texts(5_000, 200));
    Map<String, Integer> turns = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      Work batch = batch(queue);
      turns.merge(names.get(batch.windows().getFirst().text().job()), 1, Integer::sum);
      done(queue, batch);
    }
    assertTrue(turns.toString(), turns.get("a") >= 45 && turns.get("b") >= 45);
  }

  public void testOneSourceAloneIsNeverRefused() {
    TextQueue queue = new TextQueue(8);
    assertNotNull(job(queue, "a", texts(100, 1)));
    assertNotNull(job(queue, "a", texts(100, 1))); // counts as two, a quarter of the capacity
    assertNotNull(job(queue, "b", texts(6, 1)));
    assertNotNull(job(queue, "c", text(1)));
    assertNotNull(job(queue, "d", text(1)));
    assertNotNull(job(queue, "e", text(1)));
    assertNull("one place is left", job(queue, "f", text(1), text(1)));
    assertNotNull(job(queue, "f", text(1)));
    assertNull(job(queue, "g", text(1)));
    assertNotNull("counts for all it can already", job(queue, "a", texts(1000, 1)));
    assertNull(job(queue, "e", text(1)));
    assertEquals(1210, queue.unanswered());
    while (queue.unanswered() > 0) {
      done(queue, batch(queue));
    }
    assertNotNull(job(queue, "h", texts(100, 1)));
    assertTrue(new TextQueue(1).offer(names.keySet().iterator().next(), "i", () -> false, 0));
  }

  public void testNothingIsTokenisedFarAheadOfItsTurn() {
    TextQueue queue = new TextQueue(1_000_000);
    job(queue, "a", texts(10_000, 500));
    int ready = 0;
    Work work = queue.next();
    for (; !work.texts().isEmpty(); work = queue.next()) {
      cut(queue, work);
      ready += work.texts().size();
    }
    assertTrue("" + ready, ready * 500 < (1 << 16) + 32 * 500);
    assertTrue(ready * 500 >= 1 << 16);
  }

  public void testAnsweredJobsAreDroppedWherever() {
    TextQueue queue = new TextQueue(1000);
    Job first = job(queue, "a", texts(40, 10));
    cut(queue, queue.next()); // 32 of them
    first.fail(new IllegalStateException(), e -> {});
    job(queue, "b", text(10));
    Work batch = batch(queue);
    assertEquals(List.of(10), lengths(batch));
    assertEquals("b", names.get(batch.windows().getFirst().text().job()));
    done(queue, batch);
    assertNull(queue.next());
    assertEquals(0, queue.unanswered());
    assertEquals(0, loans);
  }

  public void testClearedItIsEmpty() {
    TextQueue queue = new TextQueue(1000);
    Job a = job(queue, "a", texts(100, 10));
    Job b = job(queue, "b", text(10));
    Work running = batch(queue);
    List<Job> jobs = queue.clear();
    assertTrue(jobs.contains(a));
    assertEquals(
        "some of b's may run", running.windows().size() == 1 || jobs.contains(b), jobs.contains(b));
    assertNull(queue.next());
    assertEquals(running.windows().size(), queue.unanswered());
    done(queue, running);
    assertEquals(0, queue.unanswered());
    assertEquals(0, loans);
    assertNotNull(job(queue, "a", text(1)));
  }
}
