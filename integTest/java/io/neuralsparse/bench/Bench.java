/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.bench;

import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.server.OfficialPlugins;
import io.neuralsparse.tools.Main;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Starts a node with the plugin and, if asked, one with the official four, and runs {@code
 * neural-sparse bench} against them. The nodes' data stay, so that a second run finds the indices
 * of the first.
 *
 * <p>Reads the system properties {@code bench.version} (of OpenSearch, for the first node), {@code
 * bench.official} ({@code true}: the second node too), {@code bench.heap} (of each), {@code
 * bench.data} (a folder for the data), {@code bench.model} (a model's folder, as the node has it,
 * or a name of {@link PublishedModel}: then a folder with random weights is made), {@code
 * bench.settings} (of the first node, as in {@code a=1,b=2}), {@code bench.arguments} (for the
 * command, with blanks between them; the first word may be {@code search} or {@code ingest}; empty:
 * the nodes stay up until the process is interrupted), {@code bench.port} and those of {@link
 * io.neuralsparse.server.Distribution} and {@link OfficialPlugins}.
 */
public final class Bench {
  private static final String MODELS = "neural-sparse/models/";

  private Bench() {}

  /** Takes no arguments. Ends with the command's exit code. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.getInteger("bench.port");
    boolean official = Boolean.getBoolean("bench.official");
    Path model = model(System.getProperty("bench.model"));
    NodeOptions options = NodeOptions.of(System.getProperty("bench.version")).httpPort(port);
    if (isRandom(System.getProperty("bench.model"))) {
      options = options.file(MODELS + model.getFileName(), model);
    }
    for (String setting : words(System.getProperty("bench.settings", ""), ",")) {
      String[] parts = setting.split("=", 2);
      options = options.setting(parts[0], parts[1]);
    }
    Node own = start("own", options);
    List<String> more = words(System.getProperty("bench.arguments", ""), "\\s+");
    boolean ingest = !more.isEmpty() && more.getFirst().equals("ingest");
    boolean named = ingest || (!more.isEmpty() && more.getFirst().equals("search"));
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of("bench", ingest ? "ingest" : "search", model.toString(), "--url", own.url()));
    if (official) {
      NodeOptions others =
          NodeOptions.of(OfficialPlugins.version())
              .plugins(OfficialPlugins.zips())
              .httpPort(port + 1);
      words.addAll(List.of("--official-url", start("official", others).url()));
    }
    if (more.equals(List.of("none"))) {
      System.out.println("The nodes stay up until you press Ctrl-C.");
      Thread.currentThread().join();
    }
    words.addAll(named ? more.subList(1, more.size()) : more);
    if (ingest && !words.contains("--texts")) {
      words.addAll(List.of("--texts", System.getProperty("bench.texts")));
    }
    Main.main(words.toArray(String[]::new)); // ends the process, which stops the nodes
  }

  private static List<String> words(String text, String separator) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split(separator));
  }

  private static boolean isRandom(String name) {
    return PublishedModel.all().stream().anyMatch(model -> model.label().equals(name));
  }

  /** A folder that is there, or one with random weights that is made. */
  private static Path model(String name) throws IOException {
    if (!isRandom(name)) {
      return Path.of(name);
    }
    Path folder = Path.of(System.getProperty("bench.data"), "models", name);
    if (!Files.exists(folder.resolve("config.json"))) {
      Path made = folder.resolveSibling(name + ".made");
      RandomFolder.of(PublishedModel.named(name))
          .withTokenizerOf(Path.of(System.getProperty("bench.tokenizer")))
          .write(made, share -> {});
      Files.move(made, folder);
    }
    return folder;
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
