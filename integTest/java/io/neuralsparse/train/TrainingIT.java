/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.train;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.server.FileTree;
import io.neuralsparse.tools.train.ToyCorpus;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A run that is stopped by Ctrl-C and by the system, then killed in the midst of a checkpoint, then
 * finished; its output is a place relative to where it is started.
 */
public final class TrainingIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int TRIES = 20;
  private static final int STEPS = 250;
  private static final int SIGINT = 2;

  private static Path home;
  private static Path root;

  @BeforeClass
  public static void unpack() throws IOException {
    assumeTrue(
        "skipped: PyTorch is at hand for Linux on x86-64 only",
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"));
    Path target = temporary.newFolder().toPath();
    FileTree.unzip(Path.of(System.getProperty("neural_sparse.tools")), target);
    try (Stream<Path> folders = Files.list(target)) {
      home = folders.findFirst().orElseThrow();
    }
    root = temporary.newFolder().toPath();
    ToyCorpus.write(root);
    JsonObject recipe = ToyCorpus.recipe();
    ToyCorpus.set(recipe, "start.transformer.hidden", 256);
    ToyCorpus.set(recipe, "start.transformer.intermediate", 1024);
    ToyCorpus.set(recipe, "optimizer.steps", STEPS);
    ToyCorpus.set(recipe, "optimizer.batch", 2);
    ToyCorpus.set(recipe, "optimizer.rate", 1e-4);
    ToyCorpus.set(recipe, "optimizer.checkpoint", 1);
    recipe.remove("dev");
    Files.writeString(root.resolve("recipe.json"), recipe.toString());
  }

  /** Starts a run in the root's folder, which is where its data is too. */
  private static Process start(Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            home.resolve("bin/neural-sparse").toString(),
            "train",
            "recipe.json",
            "--output",
            output.toString());
    builder.directory(root.toFile());
    builder.environment().put("NEURAL_SPARSE_JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put(
            "NEURAL_SPARSE_JAVA_OPTS",
            "-Xmx256m -DENGINE_CACHE_DIR=" + System.getProperty("ENGINE_CACHE_DIR"));
    File log = root.resolve(output + ".log").toFile();
    return builder.redirectErrorStream(true).redirectOutput(log).start();
  }

  private static String log(Path output) throws IOException {
    return Files.readString(root.resolve(output + ".log"));
  }

  /** Stops a run by a signal, and expects the exit code that shells know it by. */
  private static void stop(Process process, Path output, String signal, int code) throws Exception {
    String pid = String.valueOf(process.pid());
    assertEquals(0, end(new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start()));
    assertEquals(log(output), code, end(process));
    assertTrue(log(output), log(output).contains("stopped after step "));
  }

  /**
   * Whether a process takes no notice of Ctrl-C: it inherits that from a shell that started Maven
   * behind it.
   */
  private static boolean ignoresInterrupts(Process process) throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher ignored = Pattern.compile("SigIgn:\\s*([0-9a-f]{16})").matcher(status);
    assertTrue(status, ignored.find());
    return (Long.parseUnsignedLong(ignored.group(1), 16) >>> (SIGINT - 1) & 1) == 1;
  }

  private static int end(Process process) throws InterruptedException {
    try {
      assertTrue("took too long", process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Waits for a checkpoint, whole or in the making. */
  private static void await(Process process, Path output, String suffix, int count)
      throws Exception {
    Path folder = root.resolve(output).resolve("checkpoints");
    long until = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < until && process.isAlive()) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.filter(file -> file.toString().endsWith(suffix)).count() >= count) {
            return;
          }
        }
      }
      Thread.onSpinWait();
    }
    assertTrue(log(output), process.isAlive());
  }

  private static boolean hasPart(Path output) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(output).resolve("checkpoints"))) {
      return files.anyMatch(file -> file.toString().endsWith(".part"));
    }
  }

  /** All metrics but those that differ each time. */
  private static List<String> metrics(Path output) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(root.resolve(output).resolve("metrics.jsonl"))) {
      JsonObject values = JsonParser.parseString(line).getAsJsonObject();
      values.remove("documents_per_second");
      values.remove("peak_memory");
      lines.add(values.toString());
    }
    return lines;
  }

  @Test
  public void aKilledRunGoesOnToTheSameLosses() throws Exception {
    Path runs = Files.createDirectory(root.resolve("runs"));
    Path broken = Path.of("runs/broken");
    assertEquals(1, end(start(broken)));
    assertEquals(
        "neural-sparse: training needs PyTorch, which is not packaged: put"
            + " pytorch-native-cpu-2.7.1-linux-x86_64.jar (Maven Central,"
            + " ai.djl.pytorch:pytorch-native-cpu) beside the other jars in lib, or set"
            + " PYTORCH_LIBRARY_PATH to the folder with libtorch 2.7.1\n",
        log(broken));
    Path natives = natives();
    Files.createSymbolicLink(home.resolve("lib").resolve(natives.getFileName()), natives);

    Process stopped = start(broken);
    await(stopped, broken, ".safetensors", 2);
    if (ignoresInterrupts(stopped)) {
      stop(stopped, broken, "TERM", 143);
    } else {
      stop(stopped, broken, "INT", 130);
      stopped = start(broken);
      await(stopped, broken, ".part", 1);
      stop(stopped, broken, "TERM", 143);
      assertTrue(log(broken), log(broken).contains("going on after step "));
    }

    int tries = 0;
    do {
      assertTrue("never hit a checkpoint", tries++ < TRIES);
      Process killed = start(broken);
      await(killed, broken, ".part", 1);
      killed.destroyForcibly();
      assertEquals(137, end(killed));
      assertTrue(log(broken), log(broken).contains("going on after step "));
    } while (!hasPart(broken));

    assertEquals(log(broken), 0, end(start(broken)));
    Path whole = runs.resolve("whole");
    assertEquals(log(broken), 0, end(start(whole)));
    assertFalse(log(whole), log(whole).contains("going on"));
    assertEquals(metrics(whole), metrics(broken));
    assertEquals(STEPS, metrics(whole).size());
    for (String file :
        List.of("model/model.safetensors", "checkpoints/step-000000" + STEPS + ".safetensors")) {
      assertEquals(-1, Files.mismatch(whole.resolve(file), root.resolve(broken).resolve(file)));
    }
  }

  /** The jar that Maven has for tests. */
  private static Path natives() {
    URL inside = TrainingIT.class.getResource("/native/lib/pytorch.properties");
    String url = inside.getPath(); // file:/…/name.jar!/native/…
    return Path.of(url.substring("file:".length(), url.indexOf('!')));
  }
}
