/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The process of one node: started by the distribution's script, with the Java agent that the
 * script brings. What it prints goes to one file for all its starts.
 *
 * <p>Reads the system property {@code neural_sparse.node_jvm}: further options of the server's JVM,
 * if any.
 */
final class ServerProcess {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int TAIL_LINES = 60;

  /** Ctrl-C is for this JVM, which ends its servers when it has no more use for them. */
  private static final List<String> DEAF = List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh");

  private final NodeOptions options;
  private final Path home;
  private final Path output;
  private volatile Process process;
  private volatile long pid;

  ServerProcess(NodeOptions options, Path home) {
    this.options = options;
    this.home = home;
    this.output = home.resolve("logs").resolve("stdout.txt");
  }

  /** Starts the script; returns before the server is up. */
  synchronized void launch() {
    if (isAlive()) {
      throw new IllegalStateException("[" + options.name() + "] runs already");
    }
    Workspace workspace = Workspace.get();
    List<String> server =
        List.of(home.resolve("bin").resolve("opensearch").toString(), "-p", pidFile().toString());
    List<String> command = new ArrayList<>(DEAF);
    command.addAll(workspace.account().command(home, server));
    ProcessBuilder builder =
        Command.clean(new ProcessBuilder(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().put("OPENSEARCH_TMPDIR", home.resolve("tmp").toString());
    builder
        .environment()
        .put(
            "OPENSEARCH_JAVA_OPTS",
            "-Xms"
                + options.heap()
                + " -Xmx"
                + options.heap()
                + " "
                + System.getProperty("neural_sparse.node_jvm", ""));
    try {
      Files.deleteIfExists(pidFile());
      process = builder.start();
      pid = process.pid();
      workspace.reaper().watch(pid);
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the server is ready.
   *
   * @throws IllegalStateException at once when the process ends, or when it takes too long
   */
  void await(BooleanSupplier ready) {
    Instant limit = Instant.now().plus(START);
    while (!answers(ready)) {
      if (!process.isAlive()) {
        throw failure("ended with exit code " + process.exitValue() + " before it was up");
      }
      if (Instant.now().isAfter(limit)) {
        throw failure("was not up within " + START.toSeconds() + " seconds");
      }
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a node started", e);
      }
    }
    long server = serverPid();
    if (server != pid) {
      Workspace.get().reaper().watch(server);
      pid = server;
    }
  }

  /** The server's process number; until it is up, that of the command that starts it. */
  long pid() {
    return pid;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** All that was printed since the first start. */
  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server in order; kills what is left after some time. */
  synchronized void stop() {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = tree();
    ProcessHandle.of(serverPid()).filter(all::contains).ifPresent(ProcessHandle::destroy);
    if (!ended(END)) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
    forget(all);
  }

  /** Ends the server without any order. */
  synchronized void kill() {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = tree();
    all.forEach(ProcessHandle::destroyForcibly);
    forget(all);
  }

  private void forget(List<ProcessHandle> all) {
    if (!ended(END)) {
      throw new IllegalStateException("[" + options.name() + "] can't be killed: " + all);
    }
    Workspace.get().reaper().forget(process.pid());
    Workspace.get().reaper().forget(pid);
  }

  private boolean ended(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private List<ProcessHandle> tree() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** What the server wrote about itself: a command that drops root may stay as its parent. */
  private long serverPid() {
    try {
      return Files.exists(pidFile())
          ? Long.parseLong(Files.readString(pidFile()).strip())
          : process.pid();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path pidFile() {
    return home.resolve("server.pid");
  }

  private static boolean answers(BooleanSupplier ready) {
    try {
      return ready.getAsBoolean();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private IllegalStateException failure(String what) {
    List<String> lines = output().lines().toList();
    return new IllegalStateException(
        "OpenSearch "
            + options.version()
            + " ["
            + options.name()
            + "] "
            + what
            + ":\n"
            + String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
  }
}
