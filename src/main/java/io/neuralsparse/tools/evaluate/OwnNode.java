/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node of an OpenSearch that lies in a folder, with the plugin installed: on the loopback
 * address, a free port and temporary data, for as long as this is open. It ends with this JVM,
 * however that ends.
 */
public final class OwnNode implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int TAIL = 20;
  private static final String SECURITY = "plugins/opensearch-security";

  /** Ends the server when standard input ends, which it does with the JVM that holds it. */
  private static final String WATCHED =
      """
      trap '' INT
      exec 3<&0
      "$@" < /dev/null 3<&- &
      server=$!
      (read end <&3; kill $server) &
      wait $server
      """;

  private final Process process;
  private final Path folder;
  private final String url;

  private OwnNode(Process process, Path folder, String url) {
    this.process = process;
    this.folder = folder;
    this.url = url;
  }

  /**
   * Starts a node and waits until it answers.
   *
   * @param home of the OpenSearch
   * @throws IOException when it cannot be started; with the end of what it printed
   */
  public static OwnNode start(Path home, Watch watch) throws IOException {
    check(home);
    Path folder = Files.createTempDirectory("neural-sparse-node");
    int port = freePort();
    watch.say("starting the OpenSearch in [" + home + "] on port " + port);
    ProcessBuilder builder =
        new ProcessBuilder(command(home.toAbsolutePath(), folder, port))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(folder.resolve("out.log").toFile()));
    OwnNode node = new OwnNode(builder.start(), folder, "http://127.0.0.1:" + port);
    try {
      node.await();
      return node;
    } catch (IOException e) {
      node.close();
      throw e;
    }
  }

  private static void check(Path home) throws IOException {
    if (!Files.isExecutable(home.resolve("bin/opensearch"))) {
      throw new IOException("[" + home + "] is no OpenSearch: it has no bin/opensearch");
    }
    if (!Files.isDirectory(home.resolve("plugins/neural-sparse"))) {
      throw new IOException(
          "the OpenSearch in ["
              + home
              + "] lacks the plugin: bin/opensearch-plugin install file:///...zip");
    }
    if (System.getProperty("user.name").equals("root")) {
      throw new IOException(
          "OpenSearch refuses to run as root: run this as another user, or start a node and give"
              + " its [--url]");
    }
  }

  private static List<String> command(Path home, Path folder, int port) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", WATCHED, "neural-sparse"));
    words.add(home.resolve("bin/opensearch").toString());
    words.add("-Ediscovery.type=single-node");
    words.add("-Ecluster.name=neural-sparse-" + port);
    words.add("-Enetwork.host=127.0.0.1");
    words.add("-Ehttp.port=" + port);
    words.add("-Epath.data=" + folder.resolve("data"));
    words.add("-Epath.logs=" + folder.resolve("logs"));
    words.add("-Ecluster.routing.allocation.disk.threshold_enabled=false");
    if (Files.isDirectory(home.resolve(SECURITY))) {
      words.add("-Eplugins.security.disabled=true");
    }
    return words;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void await() throws IOException {
    try (Engine engine = new Engine(url)) {
      await(engine);
    }
  }

  private void await(Engine engine) throws IOException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < START.toNanos()) {
      if (!process.isAlive()) {
        throw new IOException("the OpenSearch ended before it was up:\n" + tail());
      }
      try {
        engine.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s", "");
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException(
        "the OpenSearch was not up within " + START.toSeconds() + " s:\n" + tail());
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      throw Cluster.interrupted();
    }
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("out.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  /** Where it listens. */
  public String url() {
    return url;
  }

  /** Stops it and deletes its data. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    process.outputWriter().close();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    Trees.delete(folder);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
