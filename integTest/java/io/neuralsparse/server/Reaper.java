/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * A shell that outlives this JVM, however it dies, by a moment: it waits for the end of a pipe from
 * here, then kills the servers that are left and deletes their folder. After an orderly end there
 * is nothing left for it to do.
 *
 * <p>Thread-safe.
 */
final class Reaper {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      pids=
      while read -r word pid; do
        case $word in
          watch) pids="$pids $pid" ;;
          forget)
            rest=
            for one in $pids; do [ "$one" = "$pid" ] || rest="$rest $one"; done
            pids=$rest ;;
        esac
      done
      for pid in $pids; do kill -9 "$pid"; done
      rm -rf "$0"
      """;

  private final Writer pipe;

  private Reaper(Writer pipe) {
    this.pipe = pipe;
  }

  /** Starts the shell; it deletes the folder when this JVM is gone. */
  static Reaper start(Path folder) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", SCRIPT, folder.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      return new Reaper(process.outputWriter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process is killed when this JVM is gone. */
  void watch(long pid) {
    tell("watch", pid);
  }

  /** The process has ended: its number may belong to another one by now. */
  void forget(long pid) {
    tell("forget", pid);
  }

  private synchronized void tell(String word, long pid) {
    try {
      pipe.write(word + " " + pid + "\n");
      pipe.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
