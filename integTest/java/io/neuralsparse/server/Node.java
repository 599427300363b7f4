/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real OpenSearch node on the loopback address, with a home folder of its own. Its state is for
 * one thread, but {@link #close} may come from any.
 */
public final class Node implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration LIMITING = Duration.ofSeconds(30);

  private final NodeOptions options;
  private final Path home;
  private final int httpPort;
  private final int transportPort;
  private final Http http;
  private final ServerProcess process;
  private final Map<Path, Integer> forgotten = new HashMap<>();
  private volatile boolean closed;

  private Node(NodeOptions options, Path home, int httpPort, int transportPort) {
    this.options = options;
    this.home = home;
    this.httpPort = httpPort;
    this.transportPort = transportPort;
    this.http = new Http(url());
    this.process = new ServerProcess(options, home);
  }

  /**
   * Starts a node that is a cluster of its own, and waits until it answers and its health is at
   * least yellow.
   *
   * @throws IllegalStateException when it ends before, or is not up in time; with the end of what
   *     it printed
   */
  public static Node start(NodeOptions options) {
    Node node = prepare(options);
    node.configure(Map.of("discovery.type", "single-node"));
    try {
      node.launch();
      node.await();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Makes the home of a node, to be configured and launched. */
  static Node prepare(NodeOptions options) {
    Path home =
        Distribution.of(options.version(), options.plugins())
            .newHome(options.name() + "-" + options.version());
    int http = options.httpPort() == 0 ? Ports.free() : options.httpPort();
    if (!Ports.isFree(http)) {
      throw new IllegalStateException("port [" + http + "] of " + LOOPBACK + " is taken");
    }
    Node node = new Node(options, home, http, Ports.free());
    Workspace.get().add(node);
    return node;
  }

  /**
   * Writes the settings: those of the options win over the given ones, and those over the
   * harness's.
   */
  void configure(Map<String, String> given) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("cluster.name", "neural-sparse-" + httpPort);
    settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
    settings.put("node.name", options.name());
    settings.put("network.host", LOOPBACK);
    settings.put("http.port", String.valueOf(httpPort));
    settings.put("transport.port", String.valueOf(transportPort));
    settings.putAll(given);
    settings.putAll(options.settings());
    String lines =
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + ": '" + entry.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining());
    String roles =
        options.roles().map(list -> "node.roles: [" + String.join(", ", list) + "]\n").orElse("");
    try {
      Files.writeString(
          config().resolve("opensearch.yml"), lines + roles, StandardOpenOption.APPEND);
      for (Map.Entry<String, Path> file : options.files().entrySet()) {
        FileTree.copy(file.getValue(), config().resolve(file.getKey()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Workspace.get().account().own(config());
  }

  void launch() {
    process.launch();
  }

  /** Waits until the node answers with a health of at least yellow. */
  void await() {
    process.await(
        () -> {
          Answer answer = http.get("/_cluster/health");
          return answer.status() == 200 && !answer.body().get("status").getAsString().equals("red");
        });
  }

  /** The name it has in its cluster. */
  public String name() {
    return options.name();
  }

  /** The version of OpenSearch it runs. */
  public String version() {
    return options.version();
  }

  /** Where it listens, without a slash at the end. */
  public String url() {
    return "http://" + LOOPBACK + ":" + httpPort;
  }

  /** Where other nodes reach it. */
  String transportAddress() {
    return LOOPBACK + ":" + transportPort;
  }

  /** A client of this node. */
  public Http http() {
    return http;
  }

  /** The process number of the server, or of the last one when it is stopped. */
  public long pid() {
    return process.pid();
  }

  /** Whether it was stopped for good. */
  boolean isClosed() {
    return closed;
  }

  /** Whether its process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its home folder, as unpacked, with plugins and data. */
  public Path home() {
    return home;
  }

  /** Its config folder; what is put there must be readable for the server: {@link #addConfig}. */
  public Path config() {
    return home.resolve("config");
  }

  /**
   * Copies a file, or a folder with all in it, to a place in the config folder, readable for the
   * server.
   */
  public void addConfig(String place, Path source) {
    try {
      FileTree.copy(source, config().resolve(place));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Workspace.get().account().own(config());
  }

  /**
   * The server's log, after that all it printed (each line is in both), since its first start or
   * {@link #forgetLogs}.
   */
  public String logs() {
    return texts().entrySet().stream()
        .map(text -> text.getValue().substring(forgotten.getOrDefault(text.getKey(), 0)))
        .collect(Collectors.joining());
  }

  /** From now on, {@link #logs} is what is written later. */
  void forgetLogs() {
    texts().forEach((file, text) -> forgotten.put(file, text.length()));
  }

  private Map<Path, String> texts() {
    Map<Path, String> texts = new LinkedHashMap<>();
    for (Path file : logFiles()) {
      if (file.toString().endsWith(".log")) {
        texts.put(file, read(file));
      }
    }
    texts.put(home, process.output());
    return texts;
  }

  /** Asks the server to end, waits for it, and kills it when it takes too long. Its data stay. */
  public void stop() {
    process.stop();
  }

  /** Kills the server at once, as a power cut would. Its data stay. */
  public void kill() {
    process.kill();
  }

  /**
   * Sets the size of files from which on the running server can't write, as on a disk without room.
   *
   * @param size in bytes, or {@code unlimited}
   * @return whether that can be done here: it needs the command {@code prlimit}
   */
  public boolean limitFiles(String size) {
    List<String> command = List.of("prlimit", "--pid", "" + pid(), "--fsize=" + size + ":");
    try {
      return Command.run(LIMITING, Workspace.get().account().command(home, command)).ok();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Stops the server if it runs, and starts it again with the same data, config and ports. */
  public void restart() {
    process.stop();
    launch();
    await();
  }

  /** When this JVM is asked to end, its nodes stop after this process, or some seconds later. */
  public void usedBy(ProcessHandle user) {
    Workspace.get().usedBy(user);
  }

  /** Copies the logs to a folder, which is made. */
  public void keepLogs(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path file : logFiles()) {
        if (Files.size(file) > 0) {
          FileTree.copy(file, folder.resolve(file.getFileName()));
        }
      }
      Files.writeString(folder.resolve("stdout.log"), process.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the server for good: all its files but the logs are deleted. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stop();
    try (Stream<Path> parts = Files.list(home)) {
      for (Path part : parts.filter(part -> !part.endsWith("logs")).toList()) {
        FileTree.delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> logFiles() {
    try (Stream<Path> files = Files.list(home.resolve("logs"))) {
      return files
          .filter(file -> file.toString().endsWith(".log") || file.toString().endsWith(".json"))
          .filter(file -> !file.getFileName().toString().startsWith("gc."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
