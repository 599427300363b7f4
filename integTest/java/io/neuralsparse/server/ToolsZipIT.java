/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The zip of the command line as a user has it: unpacked and started by its script. */
public final class ToolsZipIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final Path ZIP = Path.of(System.getProperty("neural_sparse.tools"));
  private static Path home;
  private static Path lexical;

  @BeforeClass
  public static void unpack() throws IOException {
    // A space in the path is where scripts break.
    Path target = temporary.newFolder("with space").toPath();
    FileTree.unzip(ZIP, target);
    home = target.resolve("neural-sparse-tools-" + PluginZip.version());
    Path plugin = temporary.newFolder().toPath();
    FileTree.unzip(Distribution.plugin(), plugin);
    lexical = plugin.resolve("config/models/lexical");
  }

  private static Command.Result run(Object... words) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("NEURAL_SPARSE_JAVA_HOME=" + System.getProperty("java.home"));
    command.add(home.resolve("bin/neural-sparse").toString());
    for (Object word : words) {
      command.add(word.toString());
    }
    return Command.run(Duration.ofSeconds(60), command);
  }

  private static void assertResult(int status, String output, Command.Result result) {
    assertEquals(output, result.output());
    assertEquals(status, result.status());
  }

  @Test
  public void theZipHoldsWhatIsExpected() throws IOException {
    try (ZipFile zip = new ZipFile(ZIP.toFile());
        InputStream in =
            Objects.requireNonNull(getClass().getResourceAsStream("/expected/tools-zip.txt"))) {
      assertEquals(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("${version}", PluginZip.version()),
          zip.stream()
              .filter(entry -> !entry.isDirectory())
              .map(entry -> entry.getName() + "\n")
              .sorted()
              .reduce("", String::concat));
    }
  }

  @Test
  public void thePluginHasNoToolsAndTheToolsNoPlugin() throws IOException {
    String jar = "neural-sparse-" + PluginZip.version();
    List<String> plugin = classes(Distribution.plugin(), jar + ".jar");
    assertTrue(plugin.contains("io/neuralsparse/NeuralSparsePlugin.class"));
    assertFalse(plugin.stream().anyMatch(name -> name.startsWith("io/neuralsparse/tools/")));
    List<String> tools = classes(ZIP, jar + "-tools.jar");
    assertTrue(tools.contains("io/neuralsparse/tools/Main.class"));
    for (String part : List.of("NeuralSparsePlugin", "registry/", "ingest/", "query/")) {
      assertFalse(tools.stream().anyMatch(name -> name.startsWith("io/neuralsparse/" + part)));
    }
  }

  private static List<String> classes(Path zip, String jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      ZipEntry entry =
          file.stream().filter(each -> each.getName().endsWith(jar)).findFirst().orElseThrow();
      try (ZipInputStream inner = new ZipInputStream(file.getInputStream(entry))) {
        for (ZipEntry next = inner.getNextEntry(); next != null; next = inner.getNextEntry()) {
          names.add(next.getName());
        }
      }
    }
    return names;
  }

  @Test
  public void inspectsTheBuiltInModel() {
    assertResult(
        0,
        """
        model          lexical
        folder         %s
        layout         plain   from config.json
        network        LexicalEncoder   from config.json
        window         8192   from config.json [max_position_embeddings]
        tokenizer      tokenizer.json   from tokenizer.json
        query table    weights by token   from idf.json
        frequency      set   from default
        analyzer       bert-uncased
        sizes          no network: term frequencies saturated as in BM25, k1 1.2, b 0.75, mean length 256.0
        vocabulary     30522 tokens, never weighted: [PAD] [UNK] [CLS] [SEP] [MASK]
        query weights  30517, from 0.016054174 to 15.589539; 1525 are exactly 1, 0 are 0
        files          config.json         205 B
                       idf.json         889.4 kB
                       tokenizer.json   711.4 kB
        problems       none
        """
            .replace("%s", lexical.toString()),
        run("inspect", lexical, "--no-digests"));
  }

  @Test
  public void encodesAndConvertsANetwork() throws IOException {
    Path model = temporary.newFolder().toPath();
    assertResult(0, "", run("random-folder", "small-gte", model));
    Command.Result fromWeights = run("encode", model, "a good day", "--precision=fp32", "--top=5");
    assertEquals(fromWeights.output(), 0, fromWeights.status());
    assertEquals(5, fromWeights.output().lines().count());
    Path graph = model.resolve("model.onnx");
    Command.Result converted = run("convert", model, "--precision=fp32", "--output", graph);
    assertEquals(converted.output(), 0, converted.status());
    // Without the weights, the graph beside them is what there is.
    Files.delete(model.resolve("model.safetensors"));
    Command.Result fromGraph = run("encode", model, "a good day", "--top=5");
    assertEquals(tokens(fromWeights), tokens(fromGraph));
  }

  private static List<String> tokens(Command.Result result) {
    return result.output().lines().map(line -> line.substring(0, line.indexOf('\t'))).toList();
  }

  @Test
  public void saysWhatIsWrongAndHow() {
    assertResult(
        2,
        "neural-sparse: unknown command [bogus]; neural-sparse --help lists them\n",
        run("bogus"));
    assertResult(
        1, "neural-sparse: [/no/such/folder] is not a folder\n", run("inspect", "/no/such/folder"));
    assertResult(0, "neural-sparse " + PluginZip.version() + "\n", run("--version"));
  }

  @Test
  public void anOldJavaIsPassedOver() throws IOException {
    Path old = temporary.newFolder().toPath();
    Path java = Files.createDirectories(old.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho '    java.specification.version = 17' >&2\nexit 0\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Command.Result result =
        Command.run(
            Duration.ofSeconds(60),
            List.of(
                "env",
                "NEURAL_SPARSE_JAVA_HOME=" + old,
                "JAVA_HOME=" + System.getProperty("java.home"),
                home.resolve("bin/neural-sparse").toString(),
                "--version"));
    assertResult(0, "neural-sparse " + PluginZip.version() + "\n", result);
  }

  @Test
  public void theScriptMayBeALink() throws IOException {
    Path link = temporary.newFolder().toPath().resolve("ns");
    Files.createSymbolicLink(link, home.resolve("bin/neural-sparse"));
    Command.Result result =
        Command.run(
            Duration.ofSeconds(60),
            List.of(
                "env",
                "NEURAL_SPARSE_JAVA_HOME=" + System.getProperty("java.home"),
                link.toString(),
                "--version"));
    assertResult(0, "neural-sparse " + PluginZip.version() + "\n", result);
  }
}
