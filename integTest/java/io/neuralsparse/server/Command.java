/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command of the operating system, run to its end. */
public final class Command {
  /** How the command ended, and all it printed on both streams. */
  public record Result(int status, String output) {
    public boolean ok() {
      return status == 0;
    }
  }

  private Command() {}

  /**
   * Runs a command and waits for its end.
   *
   * @throws IllegalStateException when it runs longer than the limit; it is killed first
   * @throws UncheckedIOException when it can't be started
   */
  public static Result run(Duration limit, List<String> command) {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        Process process =
            clean(new ProcessBuilder(command))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new IllegalStateException(
              command + " ran longer than " + limit + ":\n" + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }

  /**
   * Takes out of the environment what would change how OpenSearch starts, and sets its Java to this
   * JVM's. The process starts in a folder that every account may enter.
   */
  static ProcessBuilder clean(ProcessBuilder builder) {
    builder.directory(new File("/"));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("OPENSEARCH_") || name.startsWith("JAVA_"));
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("CLASSPATH");
    builder.environment().put("OPENSEARCH_JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }
}
