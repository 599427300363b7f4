/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Command;
import io.neuralsparse.server.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * OpenSearch's client for JavaScript, from npm, at the versions that integTest/javascript locks. Is
 * skipped where there is no Node.js or no npm.
 */
@RunWith(Parameterized.class)
public final class JavaScriptClient {
  @ClassRule public static final Servers servers = Servers.rule();
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final Duration INSTALLATION = Duration.ofMinutes(2);
  private static Path folder;

  private final String version;

  public JavaScriptClient(String version) {
    this.version = version;
  }

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeClass
  public static void install() throws IOException {
    for (String command : List.of("node", "npm")) {
      assumeTrue(
          "the JavaScript client is not tested: there is no [" + command + "] on the PATH",
          isThere(command));
    }
    Path source = Path.of(System.getProperty("neural_sparse.javascript"));
    folder = temporary.newFolder().toPath();
    for (String file : List.of("package.json", "package-lock.json", ".npmrc", "client.js")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    run("npm", "ci", "--prefix", folder.toString(), "--ignore-scripts", "--no-audit", "--no-fund");
  }

  private static boolean isThere(String command) {
    try {
      return Command.run(INSTALLATION, List.of(command, "--version")).ok();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static String run(String... command) {
    Command.Result result = Command.run(INSTALLATION, List.of(command));
    assertTrue(String.join(" ", command) + ":\n" + result.output(), result.ok());
    return result.output();
  }

  @Test
  public void indexesSearchesExplainsAndHighlights() {
    String script = folder.resolve("client.js").toString();
    String all = run("node", script, Servers.node(version).url());
    String printed = all.lines().reduce((first, second) -> second).orElseThrow();
    Answer answer = new Answer("client.js", 200, Map.of(), printed);
    assertEquals(3, answer.at("indexed").getAsInt());
    CoffeeTexts texts = CoffeeTexts.on(Servers.node(version));
    for (int i = 0; i < 2; i++) {
      assertEquals(String.valueOf(i), answer.at("hits", i, "id").getAsString());
      Index.assertScore(printed, texts.score(i), answer.at("hits", i, "score").getAsDouble());
    }
    assertEquals(2, answer.at("hits").getAsJsonArray().size());
    assertEquals("<em>coffee</em>", answer.at("hits", 0, "highlight", 0).getAsString());
    assertEquals(
        "this is the best way to make <em>coffee</em>",
        answer.at("hits", 1, "highlight", 0).getAsString());
    Index.assertScore(printed, texts.score(1), answer.at("explained").getAsDouble());
    assertEquals(2, answer.at("count").getAsInt());
    assertEquals("[\"0\",\"1\"]", answer.at("scrolled").toString());
    assertEquals("[\"2\"]", answer.at("tokens").toString());
    assertEquals(400, answer.at("refused", "status").getAsInt());
    assertEquals(
        "failed to create query: [neural_sparse] query needs a field of type [rank_features], got"
            + " [text] of type [text]",
        answer.at("refused", "reason").getAsString());
  }
}
