/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Whose texts those are: all requests of one bulk. Sources take turns, so that a small one never
 * waits behind all of a large one. Guarded by the queue's lock.
 */
final class Source {
  /** The one that got least comes first, and of those that got the same, the older one. */
  static final Comparator<Source> ORDER =
      Comparator.<Source>comparingLong(source -> source.served)
          .thenComparingLong(source -> source.number);

  private final Object key;
  private final long number;
  private final BooleanSupplier cancelled;
  private final Deque<QueuedText> texts = new ArrayDeque<>();
  private final NavigableSet<Window> windows = new TreeSet<>(Window.ORDER);
  private long served;
  private int unanswered;

  /**
   * Without texts.
   *
   * @param key what tells it from others
   * @param number rising with time
   */
  Source(Object key, long number, BooleanSupplier cancelled) {
    this.key = key;
    this.number = number;
    this.cancelled = cancelled;
  }

  Object key() {
    return key;
  }

  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /** Texts that are not tokenised yet, oldest first. */
  Deque<QueuedText> texts() {
    return texts;
  }

  /** Windows that wait for a run, by length. */
  NavigableSet<Window> windows() {
    return windows;
  }

  boolean isWaiting() {
    return !texts.isEmpty() || !windows.isEmpty();
  }

  /** Tokens that it got out of its turns, or would have got since it could have had turns. */
  long served() {
    return served;
  }

  /** Only while it is in no sorted collection. */
  void served(long tokens) {
    served = tokens;
  }

  /** Texts that came and went neither with a vector nor without. */
  int unanswered() {
    return unanswered;
  }

  void unanswered(int change) {
    unanswered += change;
  }
}
