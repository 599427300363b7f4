/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.evaluate;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.neuralsparse.server.Node;
import io.neuralsparse.tools.Main;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command in a process of its own, ended by a signal while the node encodes what it sent. The
 * signal is SIGTERM, which a JVM treats as it does SIGINT; the latter is ignored by all that runs
 * in the background of some shells.
 */
record StoppedCommand(Node node, Path collection, Path temporary) {
  private static final String MODEL = "stopped";
  private static final String BULK = "/_tasks?actions=indices:data/write/bulk";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TERMINATED = 128 + 15;

  /** Starts it and stops it; the node has nothing left to do when this returns. */
  void check() throws IOException, InterruptedException {
    Path folder = temporary.resolve(MODEL);
    RandomFolder.of(PublishedModel.named("small-bert")).write(folder, share -> {});
    node.addConfig("neural-sparse/models/" + MODEL, folder);
    Path report = temporary.resolve("report.json");
    Path said = temporary.resolve("said.txt");
    Process process = start(report, said);
    try {
      await(true);
      process.destroy();
      assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(
        """
        interrupted; nothing is kept (with --keep, the same command goes on)
        neural-sparse: interrupted
        """,
        Files.readString(said, StandardCharsets.UTF_8));
    assertEquals(TERMINATED, process.exitValue());
    assertFalse(Files.exists(report));
    await(false);
  }

  private Process start(Path report, Path said) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "evaluate",
            collection.toString(),
            "--url",
            node.url(),
            "--systems",
            MODEL,
            "--bulk",
            "1000", // all documents in one request, seconds of work
            "--json",
            report.toString());
    return new ProcessBuilder(command).redirectError(said.toFile()).start();
  }

  /** Waits until the node has documents to index, or has none. */
  private void await(boolean busy) throws InterruptedException {
    Instant limit = Instant.now().plus(LIMIT);
    while (node.http().get(BULK).ok().at("nodes").getAsJsonObject().isEmpty() == busy) {
      assertTrue(node.http().get(BULK).toString(), Instant.now().isBefore(limit));
      Thread.sleep(20);
    }
  }
}
