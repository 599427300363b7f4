/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.bench;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.tools.bench.Layout;
import io.neuralsparse.tools.bench.Plan;
import io.neuralsparse.tools.bench.Scenario;
import io.neuralsparse.tools.bench.SearchSession;
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

/** The search benchmark on a real node, with a corpus small enough for a test. */
public final class SearchBenchIT {
  @ClassRule public static final TemporaryFolder temporary = new TemporaryFolder();

  private static final int DOCUMENTS = 2_000;
  private static final int CHECKS = 10;
  private static final int ROUNDS = 3;
  private static final Scenario BASE =
      new Scenario("search", new Layout(1, 1, 0), 10, 100, "", false);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private static Plan plan(List<Scenario> scenarios, List<Integer> clients) {
    return new Plan(scenarios, ROUNDS, 2, CHECKS, clients, 1, "lexical", false, false);
  }

  private JsonObject run(String url, Path model, Optional<Path> texts, Plan plan) throws Exception {
    Path json = temporary.newFolder().toPath().resolve("out.json");
    new SearchSession(
            url, Optional.empty(), ModelFolder.of(model), texts, DOCUMENTS, 42, Optional.of(json))
        .run(plan, new PrintStream(out, true, StandardCharsets.UTF_8), (what, share) -> {});
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static JsonObject variant(JsonObject result, int scenario, String name) {
    return result
        .getAsJsonArray("scenarios")
        .get(scenario)
        .getAsJsonObject()
        .getAsJsonObject("variants")
        .getAsJsonObject(name);
  }

  private static void assertExact(JsonObject result, int scenario, String... variants) {
    for (String name : variants) {
      JsonObject accuracy = variant(result, scenario, name).getAsJsonObject("accuracy");
      assertEquals(name + " in " + scenario, 1.0, accuracy.get("overlap").getAsDouble(), 0);
      assertEquals(name + " in " + scenario, CHECKS, accuracy.get("equal").getAsInt());
    }
  }

  @Test
  public void scenariosAreExactAndTimed() throws Exception {
    try (Node node = Node.start(NodeOptions.of(Distribution.versions().getLast()).heap("1g"))) {
      Path model = node.config().resolve("neural-sparse/models/lexical");
      List<Scenario> scenarios = new ArrayList<>();
      for (String name :
          List.of("one-segment", "four-shards", "deletions", "filter-10", "top-100", "refresh")) {
        scenarios.add(Scenario.named(name, BASE));
      }
      JsonObject result = run(node.url(), model, Optional.empty(), plan(scenarios, List.of()));
      for (int i = 0; i < scenarios.size(); i++) {
        assertExact(result, i, "naive", "text", "tokens", "naive-wide", "tokens-wide");
        for (String name : List.of("bm25", "naive", "text", "tokens", "tokens-wide")) {
          JsonObject figures = variant(result, i, name);
          assertEquals(ROUNDS, figures.getAsJsonArray("times").size());
          assertTrue(figures.get("p50").getAsDouble() > 0);
          assertTrue(figures.get("p99").getAsDouble() >= figures.get("p50").getAsDouble());
        }
      }
      assertTrue(
          out.toString(StandardCharsets.UTF_8).contains("four-shards: 4 shards of 1 segment"));
      indicesAreAsTheirNamesSay(node);
      aSecondRunFindsTheIndices(node, model);
      realTextIsSearchedToo(node, model);
    }
  }

  private static void indicesAreAsTheirNamesSay(Node node) {
    assertEquals(DOCUMENTS, count(node, "bench-*-1-1-0", "{\"match_all\": {}}"));
    assertEquals(DOCUMENTS, count(node, "bench-*-4-1-0", "{\"match_all\": {}}"));
    int deleted = DOCUMENTS - count(node, "bench-*-1-1-10", "{\"match_all\": {}}");
    // A binomial share: mean 200, standard deviation 13.
    assertTrue(deleted + " deleted", deleted > 130 && deleted < 270);
    int kept = count(node, "bench-*-1-1-0", "{\"term\": {\"kept\": \"50\"}}");
    assertTrue(kept + " kept", kept > 880 && kept < 1120);
  }

  private static int count(Node node, String index, String query) {
    return node.http()
        .get("/" + index + "/_count", "{\"query\": " + query + "}")
        .at("count")
        .getAsInt();
  }

  private void aSecondRunFindsTheIndices(Node node, Path model) throws Exception {
    String before = created(node);
    JsonObject result =
        run(node.url(), model, Optional.empty(), plan(List.of(BASE), List.of(1, 2)));
    assertEquals(before, created(node));
    JsonObject searches = variant(result, 0, "text").getAsJsonObject("searches_per_second");
    assertTrue(searches.get("1").getAsDouble() > 0);
    assertTrue(searches.get("2").getAsDouble() > 0);
  }

  private static String created(Node node) {
    return node.http()
        .get("/bench-*/_settings?filter_path=*.settings.index.uuid")
        .body()
        .toString();
  }

  private void realTextIsSearchedToo(Node node, Path model) throws Exception {
    Path texts = temporary.newFolder().toPath();
    Files.writeString(
        texts.resolve("corpus.jsonl"),
        """
        {"_id": "1", "title": "Coffee", "text": "is brewed."}
        {"_id": "2", "text": "Green tea is made from leaves."}
        """);
    Files.writeString(texts.resolve("more.txt"), "Coffee from Brazil.\n\nWater is hot.\n");
    Files.writeString(
        texts.resolve("queries.jsonl"),
        """
        {"_id": "1", "text": "coffee"}
        {"_id": "2", "text": "How is tea made?"}
        """);
    JsonObject result = run(node.url(), model, Optional.of(texts), plan(List.of(BASE), List.of()));
    assertExact(result, 0, "text", "tokens");
    assertTrue(result.toString(), result.get("workload").getAsString().endsWith("4 documents"));
  }
}
