/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The account that servers run under. OpenSearch refuses to run as root: root's servers run as
 * {@code nobody}, anyone else's as themselves.
 */
final class Account {
  /** The account root's servers get. */
  static final String UNPRIVILEGED = "nobody";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Numeric {@code user:group}; empty where files keep their owner. */
  private final String owner;

  private final List<String> prefix;

  private Account(String owner, List<String> prefix) {
    this.owner = owner;
    this.prefix = prefix;
  }

  /**
   * Finds the account for the user of this JVM.
   *
   * @throws IllegalStateException when this is root, and nothing here can start a process as
   *     another user
   */
  static Account find() {
    if (!isRoot()) {
      return new Account("", List.of());
    }
    String user = id("-u", UNPRIVILEGED);
    String group = id("-g", UNPRIVILEGED);
    if (user.isEmpty() || group.isEmpty()) {
      throw new IllegalStateException(
          "OpenSearch refuses to run as root, and there is no user ["
              + UNPRIVILEGED
              + "] here: run this as a user that is not root");
    }
    List<String> tried = new ArrayList<>();
    for (List<String> prefix : prefixes(user, group)) {
      if (works(prefix, user)) {
        return new Account(user + ":" + group, prefix);
      }
      tried.add(prefix.get(0));
    }
    throw new IllegalStateException(
        "OpenSearch refuses to run as root, and none of "
            + tried
            + " starts a process as ["
            + UNPRIVILEGED
            + "] here: run this as a user that is not root");
  }

  /**
   * The commands that start another command as a given user, best first: the first one replaces
   * itself by it.
   */
  static List<List<String>> prefixes(String user, String group) {
    return List.of(
        List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--"),
        List.of("runuser", "-u", UNPRIVILEGED, "--"),
        List.of("su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", UNPRIVILEGED, "--"));
  }

  /** Whether a prefix can be used here. */
  static boolean works(List<String> prefix, String user) {
    try {
      Command.Result result = Command.run(LIMIT, join(prefix, List.of("id", "-u")));
      return result.ok() && result.output().strip().equals(user);
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  static boolean isRoot() {
    return id("-u").equals("0");
  }

  /** What {@code id} prints; empty when it knows no such user. */
  static String id(String... arguments) {
    Command.Result result = Command.run(LIMIT, join(List.of("id"), List.of(arguments)));
    return result.ok() ? result.output().strip() : "";
  }

  /** The command that runs the given one under this account, its home folder set. */
  List<String> command(Path home, List<String> command) {
    return join(prefix, join(List.of("env", "HOME=" + home), command));
  }

  /** Gives a file, or a folder with all in it, to this account. */
  void own(Path path) {
    if (owner.isEmpty()) {
      return;
    }
    Command.Result result =
        Command.run(LIMIT, List.of("chown", "-R", "-h", owner, path.toString()));
    if (!result.ok()) {
      throw new IllegalStateException(
          "[" + path + "] can't be given to a user: " + result.output());
    }
  }

  /**
   * Checks that this account can use the folder, and this JVM's Java.
   *
   * @throws IllegalStateException that says which it can't, and what to do
   */
  void check(Path folder) {
    if (!passes(folder, "-w", folder)) {
      throw new IllegalStateException(
          "user ["
              + UNPRIVILEGED
              + "] can't write to ["
              + folder
              + "]: set java.io.tmpdir to a folder whose parents every user may enter");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!passes(folder, "-x", java)) {
      throw new IllegalStateException(
          "OpenSearch refuses to run as root, and user ["
              + UNPRIVILEGED
              + "] can't run ["
              + java
              + "]: install a JDK that every user may read, or run this as a user that is not root");
    }
  }

  private boolean passes(Path home, String test, Path path) {
    return Command.run(LIMIT, command(home, List.of("test", test, path.toString()))).ok();
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
