/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.Comparator;

/** A window of a text, ready for the network. */
final class Window {
  /** By length; of equal lengths, those that came first. */
  static final Comparator<Window> ORDER =
      Comparator.comparingInt(Window::length).thenComparingLong(window -> window.number);

  private final QueuedText text;
  private final long[] ids;
  private final long number;

  /**
   * A window.
   *
   * @param text where it is from
   * @param ids the network's input
   * @param number tells windows apart, rising with time
   */
  Window(QueuedText text, long[] ids, long number) {
    this.text = text;
    this.ids = ids;
    this.number = number;
  }

  QueuedText text() {
    return text;
  }

  long[] ids() {
    return ids;
  }

  int length() {
    return ids.length;
  }
}
