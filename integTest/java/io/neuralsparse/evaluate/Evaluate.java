/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.tools.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a node with the plugin and all models of a folder, and runs {@code neural-sparse evaluate}
 * against it in a process of its own, which has the node until it has cleaned up. The node's data
 * stay, so that a run with {@code --keep} that was interrupted goes on.
 *
 * <p>Reads the system properties {@code evaluate.version} (of OpenSearch), {@code evaluate.heap},
 * {@code evaluate.models} (a folder of models' folders), {@code evaluate.data} (a folder for the
 * data), {@code evaluate.port}, {@code evaluate.arguments} (for the command, with blanks between
 * them) and those of {@link io.neuralsparse.server.Distribution}.
 */
public final class Evaluate {
  private Evaluate() {}

  /** Takes no arguments. Ends with the command's exit code. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String version = System.getProperty("evaluate.version");
    Path models = Path.of(System.getProperty("evaluate.models"));
    Path data = Path.of(System.getProperty("evaluate.data"), version);
    Files.createDirectories(data);
    // The server may run under another account than this process.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
    NodeOptions options =
        NodeOptions.of(version)
            .name("evaluate")
            .heap(System.getProperty("evaluate.heap"))
            .httpPort(Integer.getInteger("evaluate.port"))
            .setting("cluster.name", "evaluate")
            .setting("path.data", data.toString());
    try (Stream<Path> folders = Files.list(models)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        options = options.file("neural-sparse/models/" + folder.getFileName(), folder);
      }
    }
    Node node = Node.start(options);
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "evaluate"));
    words.addAll(Arrays.asList(System.getProperty("evaluate.arguments").strip().split("\\s+")));
    words.addAll(List.of("--url", node.url()));
    if (!words.contains("--models")) {
      words.addAll(List.of("--models", models.toString()));
    }
    Process command = new ProcessBuilder(words).inheritIO().start();
    node.usedBy(command.toHandle());
    System.exit(command.waitFor()); // which stops the node
  }
}
