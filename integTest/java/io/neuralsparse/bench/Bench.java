/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.bench;

import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.server.OfficialPlugins;
import io.neuralsparse.tools.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts a node with the plugin and, if asked, one with the official four, and runs {@code
 * neural-sparse bench search} against them. The nodes' data stay, so that a second run finds the
 * indices of the first.
 *
 * <p>Reads the system properties {@code bench.version} (of OpenSearch, for the first node), {@code
 * bench.official} ({@code true}: the second node too), {@code bench.heap} (of each), {@code
 * bench.data} (a folder for the data), {@code bench.model} (a model's folder, as the node has it),
 * {@code bench.arguments} (for the command, with blanks between them; empty: the nodes stay up
 * until the process is interrupted), {@code bench.port} and those of {@link
 * io.neuralsparse.server.Distribution} and {@link OfficialPlugins}.
 */
public final class Bench {
  private Bench() {}

  /** Takes no arguments. Ends with the command's exit code. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.getInteger("bench.port");
    boolean official = Boolean.getBoolean("bench.official");
    Node own = start("own", NodeOptions.of(System.getProperty("bench.version")).httpPort(port));
    List<String> words = new ArrayList<>();
    words.addAll(List.of("bench", "search", System.getProperty("bench.model"), "--url", own.url()));
    if (official) {
      NodeOptions options =
          NodeOptions.of(OfficialPlugins.version())
              .plugins(OfficialPlugins.zips())
              .httpPort(port + 1);
      words.addAll(List.of("--official-url", start("official", options).url()));
    }
    String more = System.getProperty("bench.arguments", "").strip();
    if (more.equals("none")) {
      System.out.println("The nodes stay up until you press Ctrl-C.");
      Thread.currentThread().join();
    }
    if (!more.isEmpty()) {
      words.addAll(Arrays.asList(more.split("\\s+")));
    }
    Main.main(words.toArray(String[]::new)); // ends the process, which stops the nodes
  }

  private static Node start(String name, NodeOptions options) throws IOException {
    Path data = Path.of(System.getProperty("bench.data"), name + "-" + options.version());
    Files.createDirectories(data);
    // The server may run under another account than this process.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    long begin = System.nanoTime();
    Node node =
        Node.start(
            options
                .name(name)
                .heap(System.getProperty("bench.heap"))
                .setting("cluster.name", "bench-" + name)
                .setting("path.data", data.toString()));
    System.out.println(
        "node ["
            + name
            + "], OpenSearch "
            + options.version()
            + ", on "
            + node.url()
            + ", process "
            + node.pid()
            + ", up in "
            + (System.nanoTime() - begin) / 1_000_000
            + " ms");
    return node;
  }
}
