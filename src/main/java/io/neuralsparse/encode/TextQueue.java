/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Texts that wait, and what is to be done with them next: tokenise some, or run a batch.
 *
 * <p>Sources take turns by the tokens that they got so far: start-time fair queueing (Goyal, Vin,
 * Cheng, "Start-time Fair Queuing", 1996). Whose turn it is leads the batch with its longest
 * window; windows of about the same length, whoever's they are, fill it up and count as served. So
 * batches are chosen from all that waits, nothing waits for a batch to fill, and as a source never
 * gets more while another one waits that got less, nothing starves.
 *
 * <p>The queue is full when the sources' texts that are not answered are as many as its capacity,
 * where no source counts for more than a {@value #SOURCES}th of it: so one alone is never refused,
 * however much it brings, and a large one leaves room for others.
 *
 * <p>Not thread-safe.
 */
final class TextQueue {
  /** What is to be done next: texts to tokenise, or else windows to run. */
  record Work(List<QueuedText> texts, List<Window> windows) {}

  /** Sources of any size that fill the queue. */
  private static final int SOURCES = 4;

  /** Tokens in windows from which on there is choice enough for batches of equal lengths. */
  private static final int READY_TOKENS = 1 << 16;

  /** Most texts that are tokenised at a stretch. */
  private static final int MAX_TEXTS = 32;

  /** Characters from which on no more texts are tokenised at a stretch. */
  private static final int MAX_CHARACTERS = 1 << 16;

  private final int capacity;
  private final Map<Object, Source> sources = new HashMap<>();
  private final TreeSet<Source> waiting = new TreeSet<>(Source.ORDER);
  private final IdentityHashMap<DocumentEncoder, TreeSet<Window>> pools = new IdentityHashMap<>();
  private long numbers;
  private long clock;
  private int taken;
  private int unanswered;
  private int uncut;
  private int readyTokens;

  /**
   * Empty.
   *
   * @param capacity in texts, at least 1
   */
  TextQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Texts without an answer: those that wait and those that are worked on. */
  int unanswered() {
    return unanswered;
  }

  /** Whether {@link #next} may have something. */
  boolean hasWork() {
    return !waiting.isEmpty();
  }

  /** The most that a source counts for. */
  private int weight(int texts) {
    return Math.min(texts, Math.max(1, capacity / SOURCES));
  }

  /**
   * Takes in the texts of a job, if there is room.
   *
   * @param key whose they are
   * @param cancelled of a source that isn't known yet
   * @param now nanoseconds of the system's timer
   */
  boolean offer(Job job, Object key, BooleanSupplier cancelled, long now) {
    int texts = job.request().texts().size();
    Source source = sources.get(key);
    int before = source == null ? 0 : source.unanswered();
    int more = weight(before + texts) - weight(before);
    if (more > 0 && taken + more > capacity) {
      return false;
    }
    if (source == null) {
      source = new Source(key, numbers++, cancelled);
      sources.put(key, source);
    }
    for (int i = 0; i < texts; i++) {
      source.texts().add(new QueuedText(job, i, source, now));
    }
    uncut += texts;
    count(source, texts);
    queueUp(source);
    return true;
  }

  private void count(Source source, int texts) {
    taken -= weight(source.unanswered());
    source.unanswered(texts);
    taken += weight(source.unanswered());
    unanswered += texts;
    if (source.unanswered() == 0) {
      sources.remove(source.key());
    }
  }

  /** Lets a source have turns from now on, if it hasn't any yet. */
  private void queueUp(Source source) {
    if (!waiting.contains(source)) {
      source.served(Math.max(source.served(), clock));
      waiting.add(source);
    }
  }

  /** What is to be done next, or null. */
  Work next() {
    while (!waiting.isEmpty()) {
      Source first = waiting.first();
      clock = first.served();
      if (first.windows().isEmpty() || (uncut > 0 && readyTokens < READY_TOKENS)) {
        List<QueuedText> texts = takeTexts();
        if (!texts.isEmpty()) {
          return new Work(texts, List.of());
        }
      } else {
        Work batch = takeBatch(first);
        if (batch != null) {
          return batch;
        }
      }
    }
    return null;
  }

  private List<QueuedText> takeTexts() {
    List<QueuedText> taken = new ArrayList<>();
    int characters = 0;
    Iterator<Source> inTurn = waiting.iterator();
    while (inTurn.hasNext() && taken.size() < MAX_TEXTS && characters < MAX_CHARACTERS) {
      Source source = inTurn.next();
      while (!source.texts().isEmpty() && taken.size() < MAX_TEXTS && characters < MAX_CHARACTERS) {
        QueuedText text = source.texts().poll();
        uncut--;
        if (text.isVain()) {
          count(source, -1);
        } else {
          taken.add(text);
          characters += Math.min(text.text().length(), MAX_CHARACTERS);
        }
      }
      if (!source.isWaiting()) {
        inTurn.remove();
      }
    }
    return taken;
  }

  private Work takeBatch(Source source) {
    Window lead = source.windows().last();
    take(lead);
    if (lead.text().isVain()) {
      drop(lead);
      return null;
    }
    List<Window> batch = new ArrayList<>();
    batch.add(lead);
    BatchShape shape = BatchShape.of(lead.length());
    TreeSet<Window> pool = pools.getOrDefault(lead.text().encoder(), new TreeSet<>(Window.ORDER));
    Window below = pool.lower(lead);
    Window above = pool.higher(lead);
    while (below != null || above != null) {
      boolean down =
          above == null
              || (below != null
                  && lead.length() - below.length() <= above.length() - lead.length());
      Window next = down ? below : above;
      boolean vain = next.text().isVain();
      boolean fits = vain || shape.takes(next.length());
      if (fits) {
        take(next);
        if (vain) {
          drop(next);
        } else {
          batch.add(next);
          shape = shape.with(next.length());
        }
      }
      if (down) {
        below = fits ? pool.lower(next) : null;
      } else {
        above = fits ? pool.higher(next) : null;
      }
    }
    return new Work(List.of(), batch);
  }

  /** Takes a window out, and counts it as served. */
  private void take(Window window) {
    TreeSet<Window> pool = pools.get(window.text().encoder());
    pool.remove(window);
    if (pool.isEmpty()) {
      pools.remove(window.text().encoder());
    }
    readyTokens -= window.length();
    Source source = window.text().source();
    waiting.remove(source);
    source.windows().remove(window);
    source.served(source.served() + window.length());
    if (source.isWaiting()) {
      waiting.add(source);
    }
  }

  private void drop(Window window) {
    if (window.text().windowDone(null)) {
      answered(window.text());
      window.text().giveBack();
    }
  }

  /** Takes in the windows of a text that {@link #next} gave to tokenise. */
  void ready(QueuedText text, EncoderLender.Loan loan, Windows windows) {
    text.cut(loan, windows.ids().size());
    TreeSet<Window> pool =
        pools.computeIfAbsent(loan.encoder(), encoder -> new TreeSet<>(Window.ORDER));
    for (long[] ids : windows.ids()) {
      Window window = new Window(text, ids, numbers++);
      pool.add(window);
      text.source().windows().add(window);
      readyTokens += ids.length;
    }
    queueUp(text.source());
  }

  /** Makes room: a text has got its vector, or will never get one. To be called once for each. */
  void answered(QueuedText text) {
    count(text.source(), -1);
  }

  /** Takes out all that waits, and gives the jobs it belonged to, some of them repeatedly. */
  List<Job> clear() {
    List<Job> jobs = new ArrayList<>();
    for (Source source : List.copyOf(waiting)) {
      for (QueuedText text : source.texts()) {
        jobs.add(text.job());
        count(source, -1);
      }
      uncut -= source.texts().size();
      source.texts().clear();
      for (Window window : List.copyOf(source.windows())) {
        jobs.add(window.text().job());
        take(window);
        drop(window);
      }
    }
    waiting.clear();
    return jobs;
  }
}
