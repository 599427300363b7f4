/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What becomes of lines that cannot be learned from: the first ends the reading, or all are left
 * out, counted by kind, and the first few are told. For one thread at a time.
 */
public final class BadLines {
  private static final int TOLD = 5;

  private final Consumer<String> notices;
  private final Map<String, Long> counts = new TreeMap<>();
  private long skipped;

  private BadLines(Consumer<String> notices) {
    this.notices = notices;
  }

  /** The first one ends the reading. */
  public static BadLines fail() {
    return new BadLines(null);
  }

  /**
   * They are left out.
   *
   * @param notices is told of the first five
   */
  public static BadLines skip(Consumer<String> notices) {
    return new BadLines(notices);
  }

  /**
   * A line that is bad.
   *
   * @param place file and line
   * @param kind of fault, by which it is counted
   * @param detail what was found; may be empty
   * @throws IOException where bad lines end the reading; place, kind and detail are its message
   */
  void add(Origin place, String kind, String detail) throws IOException {
    String message = place + " " + kind + (detail.isEmpty() ? "" : ": " + detail);
    if (notices == null) {
      throw new IOException(message);
    }
    counts.merge(kind, 1L, Long::sum);
    skipped++;
    if (skipped <= TOLD) {
      notices.accept("left out: " + message);
    }
  }

  /** How many lines were left out. */
  public long skipped() {
    return skipped;
  }

  /** How many lines were left out for which kind of fault, in the order of the kinds. */
  public Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
