/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Processor time and memory of a node's process, from this machine's kernel. A node elsewhere, or a
 * system without {@code /proc}, has neither figure.
 */
final class NodeProcess {
  private static final String POOL = "neural_sparse_encode";
  private final Optional<ProcessHandle> process;
  private final int threads;

  private NodeProcess(Optional<ProcessHandle> process, int threads) {
    this.process = process;
    this.threads = threads;
  }

  /** The process of the node that answers at a URL. */
  static NodeProcess of(Engine engine) throws BenchmarkException {
    JsonObject nodes =
        engine.request("GET", "/_nodes/_local/process,thread_pool", "").getAsJsonObject("nodes");
    JsonObject node = nodes.getAsJsonObject(nodes.keySet().iterator().next());
    JsonObject pool = node.getAsJsonObject("thread_pool").getAsJsonObject(POOL);
    if (pool == null) {
      throw new BenchmarkException("[" + engine.url() + "] is not a node with this plugin");
    }
    int threads = pool.get("size").getAsInt();
    if (!engine.url().matches("https?://(127\\..*|localhost.*|\\[::1].*)")) {
      return new NodeProcess(Optional.empty(), threads);
    }
    long id = node.getAsJsonObject("process").get("id").getAsLong();
    return new NodeProcess(
        ProcessHandle.of(id).filter(handle -> Files.isReadable(status(handle.pid()))), threads);
  }

  /** The threads that it encodes with. */
  int threads() {
    return threads;
  }

  /** Seconds of processor time since its start; NaN when they can't be known. */
  double seconds() {
    return seconds(process);
  }

  /** The same of this process. */
  static double ownSeconds() {
    return seconds(Optional.of(ProcessHandle.current()));
  }

  private static double seconds(Optional<ProcessHandle> process) {
    return process
        .flatMap(handle -> handle.info().totalCpuDuration())
        .map(Duration::toNanos)
        .map(nanoseconds -> nanoseconds / 1e9)
        .orElse(Double.NaN);
  }

  /** The most memory that it ever had in RAM, in bytes; 0 when it can't be known. */
  long peak() throws IOException {
    return process.isPresent() ? kilobytes("VmHWM:") * 1024 : 0;
  }

  private long kilobytes(String key) throws IOException {
    for (String line : Files.readAllLines(status(process.orElseThrow().pid()))) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  private static Path status(long id) {
    return Path.of("/proc/" + id + "/status");
  }
}
