/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.encode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a text that is longer than the model's window.
 *
 * @param mode whether its end is lost
 * @param overlap tokens that a window has in common with the one before it, at least 0; never more
 *     than half of what a window holds, whatever is asked for
 * @param maxWindows most windows of one text, at least 1; what is beyond them is lost
 */
public record LongText(Mode mode, int overlap, int maxWindows) {
  /** Tokens that windows have in common unless asked for otherwise. */
  public static final int DEFAULT_OVERLAP = 64;

  /** Most windows of a text unless asked for otherwise. */
  public static final int DEFAULT_MAX_WINDOWS = 16;

  /** All of the text counts, in windows. */
  public static final LongText WINDOWS =
      new LongText(Mode.WINDOWS, DEFAULT_OVERLAP, DEFAULT_MAX_WINDOWS);

  /** The text ends where the window does. */
  public static final LongText TRUNCATE = new LongText(Mode.TRUNCATE, 0, 1);

  /** Whether the end of a long text is lost. */
  public enum Mode {
    /** The text ends where the window does. */
    TRUNCATE("truncate"),
    /** The text is cut into overlapping windows, and a token's weight is its largest in any. */
    WINDOWS("windows");

    private final String label;

    Mode(String label) {
      this.label = label;
    }

    /** The name that users give. */
    public String label() {
      return label;
    }

    /** The mode that users call so. */
    public static Optional<Mode> named(String label) {
      return Arrays.stream(values()).filter(mode -> mode.label.equals(label)).findFirst();
    }

    /** All names that users may give. */
    public static List<String> labels() {
      return Arrays.stream(values()).map(Mode::label).toList();
    }
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException for a number out of bounds
   */
  public LongText {
    if (overlap < 0) {
      throw new IllegalArgumentException("[overlap] must be 0 or more, got [" + overlap + "]");
    }
    if (maxWindows < 1) {
      throw new IllegalArgumentException(
          "[max_windows] must be 1 or more, got [" + maxWindows + "]");
    }
  }
}
