/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.evaluate.Watch;
import io.neuralsparse.tools.train.torch.TorchTestCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public class AblationTests extends TorchTestCase {
  /** Keeps what is said, and may break off. */
  private static final class Listening implements Watch {
    private final List<String> said = new ArrayList<>();
    private final String end;

    Listening(String end) {
      this.end = end;
    }

    @Override
    public void at(String what, double share, String note) {}

    @Override
    public void say(String line) {
      said.add(line);
      if (line.equals(end)) {
        throw new IllegalStateException(line);
      }
    }
  }

  private static Path matrix(Path root) throws IOException {
    JsonObject base = ToyCorpus.recipe();
    ToyCorpus.set(base, "optimizer.steps", 3);
    ToyCorpus.set(base, "optimizer.warm_up", 0);
    base.remove("dev");
    JsonObject matrix = new JsonObject();
    matrix.add("base", base);
    matrix.add(
        "teachers",
        JsonParser.parseString(
            "[{\"name\": \"dense\", \"set\": {\"kind\": \"dense\", \"penalty\": null}}]"));
    matrix.add(
        "variations",
        JsonParser.parseString(
            """
            [{"name": "plain", "set": {}},
             {"name": "taught", "set": {"loss.infonce": 0, "loss.kl": 1,
              "teachers": {"models": [{"folder": "@dense"}]}}}]
            """));
    matrix.add("seeds", JsonParser.parseString("[1, 2]"));
    matrix.add("dev", JsonParser.parseString("{\"collection\": \"dev\"}"));
    matrix.add("tests", JsonParser.parseString("[{\"collection\": \"dev\", \"split\": \"dev\"}]"));
    Path file = root.resolve("matrix.json");
    Files.writeString(file, matrix.toString());
    return file;
  }

  public void testGoesOnWhereItWasStopped() throws Exception {
    Path root = createTempDir();
    ToyCorpus.write(root);
    Path file = matrix(root);
    Path output = createTempDir();
    Listening first = new Listening("run 3 of 4: plain, seed 2");
    expectThrows(IllegalStateException.class, () -> Ablation.run(file, root, output, first));
    assertEquals(
        List.of(
            "teacher dense",
            "run 1 of 4: plain, seed 1",
            "run 2 of 4: taught, seed 1",
            "run 3 of 4: plain, seed 2"),
        first.said);
    Path done = output.resolve("runs/plain/seed-1/result.json");
    String result = Files.readString(done);
    assertEquals(3, RunResult.read(done).bestStep());
    assertTrue(Ablation.run(file, root, output, new Listening("")));
    assertEquals(result, Files.readString(done));
    List<String> table = Files.readAllLines(output.resolve("table.md"));
    assertEquals(
        "| variation | seeds | dev | dev | mean of tests | FLOPS | active tokens |", table.get(0));
    assertTrue(table.get(2), table.get(2).matches("\\| plain \\| 2 \\| 0\\.[0-9]{4} ± 0\\..*"));
    assertTrue(table.get(3), table.get(3).startsWith("| taught | 2 | "));
    assertEquals(4, table.size());
    try (var files = Files.list(output.resolve("vectors"))) {
      List<Path> vectors = // a test's file system makes files of its own
          files.filter(each -> each.toString().endsWith(".vectors")).toList();
      assertEquals("of one teacher, for both runs: " + vectors, 1, vectors.size());
    }
    assertFalse(Files.exists(output.resolve("runs/taught/seed-1/teachers")));
  }

  public void testMeansAndDeviations() throws Exception {
    Path root = createTempDir();
    AblationPlan plan = AblationPlan.read(matrix(root));
    List<RunResult> results = new ArrayList<>();
    double[] figures = {0.1, 0.2, 0.6};
    for (int seed = 0; seed < figures.length; seed++) {
      Trial.Result result = new Trial.Result(figures[seed], 2, 10 * (seed + 1));
      results.add(
          new RunResult("plain", seed, "{}", 3, result, java.util.Map.of("dev", result), 1));
    }
    // Mean 0.3, deviations −0.2, −0.1, 0.3: variance 0.14 / 2.
    assertEquals(
        "| plain | 3 | 0.3000 ± 0.2646 | 0.3000 ± 0.2646 | 0.3000 ± 0.2646 | 2.00 ± 0.00 | 20 ± 10"
            + " |",
        AblationTable.of(plan, results).lines().skip(2).findFirst().orElseThrow());
  }

  public void testFaultsOfAMatrix() throws Exception {
    Path root = createTempDir();
    Path file = matrix(root);
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonArray variations = json.getAsJsonArray("variations");
    variations.add(variations.get(0));
    assertFault(
        file,
        json,
        "["
            + file
            + "] [variations[2].name] must be of letters, digits, dots, dashes, and unique,"
            + " got [\"plain\"]");
    variations.remove(2);
    variations.get(0).getAsJsonObject().getAsJsonObject("set").addProperty("loss.infonce", -1);
    assertFault(
        file, json, "[" + file + ", plain] [loss.infonce] must be a number of 0 or more, got [-1]");
    variations.get(0).getAsJsonObject().add("set", new JsonObject());
    json.add("seeds", JsonParser.parseString("[1, 1]"));
    assertFault(
        file,
        json,
        "[" + file + "] [seeds] must be a list of whole numbers, none twice, got [[1,1]]");
  }

  private static void assertFault(Path file, JsonObject json, String message) throws IOException {
    Files.writeString(file, json.toString());
    IOException e = expectThrows(IOException.class, () -> AblationPlan.read(file));
    assertEquals(message, e.getMessage());
  }

  public void testTeachersThatAreNotThere() throws Exception {
    Path root = createTempDir();
    AblationPlan plan = AblationPlan.read(matrix(root));
    IOException e =
        expectThrows(
            IOException.class, () -> plan.recipe(plan.variations().get(1), 1, java.util.Map.of()));
    assertEquals(
        "[" + root.resolve("matrix.json") + "] there is no teacher [dense], there are []",
        e.getMessage());
  }
}
