/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.tools.evaluate.Watch;

/** Shows on a terminal how far an evaluation is: one bar for each thing that is done. */
final class ProgressWatch implements Watch, AutoCloseable {
  private final Terminal terminal;
  private String label = "";
  private Terminal.Progress progress;

  ProgressWatch(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void at(String what, double share, String note) {
    if (!what.equals(label)) {
      close();
      label = what;
      progress = terminal.progress(what);
    }
    progress.show(share, note);
    if (share >= 1) {
      close();
    }
  }

  @Override
  public synchronized void say(String line) {
    close();
    terminal.err().println(line);
  }

  /** Ends the line of a bar that moves. */
  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.end();
    }
    progress = null;
    label = "";
  }
}
