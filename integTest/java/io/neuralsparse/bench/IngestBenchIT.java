/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.bench;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Precision;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.tools.bench.IngestPlan;
import io.neuralsparse.tools.bench.IngestSession;
import io.neuralsparse.tools.random.PublishedModel;
import io.neuralsparse.tools.random.RandomFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The ingest benchmark on a real node, with a network and texts small enough for a test. */
public final class IngestBenchIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final int DOCUMENTS = 12;
  private static final int ROUNDS = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static Path texts() throws Exception {
    Path folder = temporary.newFolder().toPath();
    Files.writeString(
        folder.resolve("a.txt"),
        "the cat sat on the mat.\na b c\n\n" + "the cat ".repeat(600) + "\nthey said so.\n");
    return folder;
  }

  /** PyTorch is at hand for Linux on x86-64 only. */
  private static List<String> ways() throws Exception {
    List<String> ways = new ArrayList<>(IngestSession.ways());
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      ways.remove("pytorch");
    }
    return ways;
  }

  @Test
  public void allWaysAreTimed() throws Exception {
    List<String> others = ways();
    Path model = temporary.newFolder().toPath().resolve("small");
    RandomFolder.of(PublishedModel.named("small-distilbert")).write(model, share -> {});
    try (Node node =
        Node.start(
            NodeOptions.of(Distribution.versions().getLast())
                .file("neural-sparse/models/small", model))) {
      Path json = temporary.newFolder().toPath().resolve("out.json");
      IngestPlan plan =
          new IngestPlan(
              List.of(1, 2),
              List.of(4),
              List.of(2),
              others,
              DOCUMENTS,
              ROUNDS,
              0,
              2,
              Precision.INT8,
              "small");
      new IngestSession(node.url(), ModelFolder.of(model), texts(), Optional.of(json))
          .run(plan, new PrintStream(out, true, StandardCharsets.UTF_8), (what, share) -> {});
      JsonObject result = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
      assertTrue(
          result.toString(),
          result
              .get("workload")
              .getAsString()
              .endsWith("(3 passages, 1 longer ones left out) by [small], int8, 2 threads"));
      JsonArray ways = result.getAsJsonArray("ways");
      List<String> labels = new ArrayList<>();
      ways.forEach(way -> labels.add(way.getAsJsonObject().get("way").getAsString()));
      List<String> expected = new ArrayList<>(List.of("bulk 1 x 4 / 2", "bulk 2 x 4 / 2"));
      expected.addAll(others);
      assertEquals(expected, labels);
      assertTrue(
          labels.toString(),
          labels.containsAll(List.of("unbatched", "encoder", "onnx-32", "onnx-best")));
      for (int i = 0; i < labels.size(); i++) {
        JsonObject way = ways.get(i).getAsJsonObject();
        JsonArray rounds = way.getAsJsonArray("rounds");
        assertEquals(ROUNDS, rounds.size());
        int requests = i < 2 ? DOCUMENTS / 4 : i == 2 ? DOCUMENTS : 0;
        assertEquals(requests, rounds.get(1).getAsJsonObject().getAsJsonArray("requests").size());
        assertTrue(way.get("documents_per_second").getAsDouble() > 0);
        assertEquals(others.size() - 1, way.getAsJsonObject("ratios").size());
      }
      // The last way may have been any that sends documents: all of its round are there.
      node.http().post("/bench-ingest/_refresh", "").ok();
      assertEquals(DOCUMENTS, node.http().get("/bench-ingest/_count").at("count").getAsInt());
      assertTrue(out.toString(StandardCharsets.UTF_8).contains("bulk 2 x 4 / 2"));
    }
  }
}
