/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a command reads and writes.
 *
 * @param in texts
 * @param out results
 * @param err all else
 * @param interactive whether a person sees {@code err}: then progress is a bar that moves
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, boolean interactive) {
  private static final int WIDTH = 30;

  /** Nanoseconds; what is done before needs no bar. */
  private static final long PATIENCE = 1_000_000_000;

  /** Shows how far something is, once a second has passed since it was first told. */
  final class Progress {
    private final String label;
    private long start;
    private int shown = -1;

    private Progress(String label) {
      this.label = label;
    }

    /** Shows a share from 0 to 1. */
    void show(double share) {
      show(share, "");
    }

    /** Ends the line of a bar that moves, so that something else can be said. */
    void end() {
      if (interactive && shown >= 0 && shown < 100) {
        err.println();
      }
    }

    /** Shows a share from 0 to 1, and what is to be said of it. */
    void show(double share, String note) {
      start = start == 0 ? System.nanoTime() : start;
      int percent = (int) (Math.clamp(share, 0, 1) * 100);
      // In a log, ten lines are enough.
      int step = interactive ? 1 : 10;
      if (percent / step == shown || System.nanoTime() - start < PATIENCE) {
        return;
      }
      shown = percent / step;
      if (!interactive) {
        err.println(label + " " + percent + " %" + (note.isEmpty() ? "" : ", " + note));
        return;
      }
      int filled = percent * WIDTH / 100;
      err.print(
          "\r"
              + label
              + " ["
              + "#".repeat(filled)
              + " ".repeat(WIDTH - filled)
              + "] "
              + percent
              + " %"
              + (note.isEmpty() ? "" : ", " + note + "  ")
              + (percent == 100 ? System.lineSeparator() : ""));
      err.flush();
    }
  }

  Progress progress(String label) {
    return new Progress(label);
  }

  /** A size for people, in powers of 1000. */
  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 999.95) {
      size /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", size, "kMGTPE".charAt(unit));
  }
}
