/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The temporary folder of all servers that this JVM starts, the list of them, and the promise that
 * neither stays behind when the JVM ends. One for each JVM, made at first use; thread-safe.
 */
final class Workspace {
  private static final class Holder {
    static final Workspace INSTANCE = create();
  }

  /** Seconds that a process may go on with the servers when this JVM ends. */
  private static final int USE = 40;

  private final Path folder;
  private final Account account;
  private final Reaper reaper;
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final List<ProcessHandle> users = new CopyOnWriteArrayList<>();
  private final SharedNodes shared = new SharedNodes();
  private final AtomicInteger folders = new AtomicInteger();

  private Workspace(Path folder, Account account, Reaper reaper) {
    this.folder = folder;
    this.account = account;
    this.reaper = reaper;
  }

  static Workspace get() {
    return Holder.INSTANCE;
  }

  private static Workspace create() {
    try {
      Account account = Account.find();
      Path folder = Files.createTempDirectory("neural-sparse-").toRealPath();
      Workspace workspace = new Workspace(folder, account, Reaper.start(folder));
      Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "stop-servers"));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      account.own(folder);
      account.check(folder);
      return workspace;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the servers' files are; also their account's home folder. */
  Path folder() {
    return folder;
  }

  Account account() {
    return account;
  }

  Reaper reaper() {
    return reaper;
  }

  SharedNodes shared() {
    return shared;
  }

  /** A path for a new folder, not made yet; the name says what it is for. */
  Path fresh(String name) {
    return folder.resolve(folders.incrementAndGet() + "-" + name);
  }

  void add(Node node) {
    nodes.add(node);
  }

  /** All nodes that were started in this JVM, the closed ones too: their logs are still there. */
  List<Node> nodes() {
    return List.copyOf(nodes);
  }

  void usedBy(ProcessHandle user) {
    users.add(user);
  }

  private void close() {
    try {
      users.forEach(user -> user.onExit().completeOnTimeout(user, USE, TimeUnit.SECONDS).join());
      nodes.stream().parallel().forEach(Node::close);
      FileTree.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
