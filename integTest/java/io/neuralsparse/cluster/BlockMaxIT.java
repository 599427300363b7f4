/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** Searches through block maxima find what searches in Lucene's way find; statistics, settings. */
@RunWith(Parameterized.class)
public final class BlockMaxIT {
  private static final long SEED = 4;
  private static final int TOKENS = 60;
  private static final int TOKENS_OF_DOCUMENT = 12;
  private static final int BULK = 10_000;

  /** What a search has beside its query Q; or a query around Q. */
  private static final List<String> BODIES =
      List.of(
          "'query': Q",
          "'query': Q, 'from': 15, 'size': 20",
          "'query': Q, 'size': 100",
          "'query': Q, 'size': 1",
          "'query': Q, 'size': 0",
          "'query': Q, 'track_total_hits': false",
          "'query': Q, 'track_total_hits': true",
          "'query': Q, 'track_total_hits': 7",
          "'query': {'bool': {'must': [Q], 'filter': [{'range': {'n': {'lt': 300}}}]}}",
          "'query': {'bool': {'must': [Q], 'filter': [{'term': {'group': 'even'}}]}}",
          "'query': {'bool': {'must': [Q], 'must_not': [{'term': {'group': 'even'}}]}}",
          "'query': {'bool': {'must': [Q], 'boost': 2}}, 'track_total_hits': false",
          "'query': {'bool': {'must': [Q, {'term': {'group': 'even'}}]}}",
          "'query': {'bool': {'should': [Q, {'term': {'group': 'even'}}]}}",
          "'query': {'bool': {'should': [Q], 'filter': [{'term': {'group': 'even'}}]}}",
          "'query': {'constant_score': {'filter': Q}}, 'sort': ['n']",
          "'query': Q, 'min_score': 30",
          "'query': Q, 'post_filter': {'term': {'group': 'even'}}",
          "'query': Q, 'sort': ['_score', 'n'], 'search_after': [40, 0]",
          "'query': Q, 'collapse': {'field': 'group'}",
          "'query': Q, 'sort': [{'n': 'desc'}]",
          "'query': Q, 'rescore': {'window_size': 200, 'query': {'rescore_query': {'constant_score':"
              + " {'filter': {'term': {'group': 'even'}}, 'boost': 9}}}}",
          "'query': Q, 'aggs': {'groups': {'terms': {'field': 'group'}}, 'most': {'max': {'field':"
              + " 'n'}}}",
          "'query': Q, 'profile': true",
          "'query': Q, 'explain': true, 'size': 3",
          "'query': Q, 'highlight': {'fields': {'group': {}}}, '_source': false");

  private static Node node;
  private static Http http;

  public BlockMaxIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    node =
        Node.start(
            NodeOptions.of(version).setting("neural_sparse.block_max.min_documents", "1000"));
    http = node.http();
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      List<String> complaints = ServerLog.complaints(node.logs());
      node.close();
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void index(String name, String more, int bulks) {
    http.put(
            "/" + name,
            json(
                "{'settings': {'number_of_shards': 1, 'refresh_interval': -1}, 'mappings':"
                    + " {'properties': {'v': {'type': 'rank_features'}, 'group': {'type':"
                    + " 'keyword'}, 'n': {'type': 'integer'}"
                    + more
                    + "}}}"))
        .ok();
    Random random = new Random(SEED);
    for (int bulk = 0; bulk < bulks; bulk++) {
      List<String> lines = new ArrayList<>();
      for (int n = bulk * BULK; n < (bulk + 1) * BULK; n++) {
        lines.add("{\"index\": {\"_id\": \"" + n + "\"}}");
        lines.add(
            json(
                "{'v': "
                    + tokens(random, TOKENS_OF_DOCUMENT)
                    + ", 'group': '"
                    + (n % 2 == 0 ? "even" : "odd")
                    + "', 'n': "
                    + n
                    + (more.isEmpty() ? "" : ", 'parts': [{'x': 1}, {'x': 2}]")
                    + "}"));
      }
      assertEquals(
          false,
          http.lines("/" + name + "/_bulk?refresh=true", lines).ok().at("errors").getAsBoolean());
    }
  }

  /** Distinct tokens, the weights of documents as of queries: many small, few large. */
  private static String tokens(Random random, int count) {
    Map<String, String> tokens = new LinkedHashMap<>();
    while (tokens.size() < count) {
      double weight = 0.05 - Math.log(1 - random.nextDouble());
      tokens.put("'t" + random.nextInt(TOKENS) + "'", String.format(Locale.ROOT, "%.4f", weight));
    }
    return tokens.toString().replace('=', ':');
  }

  private static List<String> bodies() {
    Random random = new Random(SEED + 1);
    List<String> bodies = new ArrayList<>();
    for (String body : BODIES) {
      String query =
          "{'neural_sparse': {'v': {'query_tokens': " + tokens(random, TOKENS_OF_DOCUMENT) + "}}}";
      bodies.add(json("{" + body.replace("Q", query) + "}"));
    }
    return bodies;
  }

  private static Answer search(String index, String body) {
    return http.post("/" + index + "/_search", body).ok();
  }

  private static JsonObject statistics() {
    JsonObject nodes =
        http.get("/_plugins/_neural_sparse/stats").ok().at("nodes").getAsJsonObject();
    assertEquals(1, nodes.size());
    return nodes.entrySet().iterator().next().getValue().getAsJsonObject();
  }

  private static long statistic(String name) {
    return statistics().getAsJsonObject("block_max").get(name).getAsLong();
  }

  private static Answer setting(String name, String value) {
    return http.put(
        "/_cluster/settings",
        json("{'persistent': {'neural_sparse.block_max." + name + "': " + value + "}}"));
  }

  /** Searches until all maxima that are wanted are there. */
  private static void warm(String index, List<String> bodies) {
    long before;
    int rounds = 0;
    do {
      assertTrue("maxima are still missing: " + statistics(), rounds++ < 50);
      before = statistic("misses");
      bodies.forEach(body -> search(index, body));
    } while (statistic("misses") > before);
  }

  private static void assertSame(String index) {
    List<String> bodies = bodies();
    warm(index, bodies);
    List<Answer> through = new ArrayList<>();
    for (String body : bodies) {
      through.add(search(index, body));
    }
    assertTrue(statistics().toString(), statistic("terms") > 0 && statistic("hits") > 0);
    setting("enabled", "false").ok();
    assertEquals(0, statistic("size_in_bytes"));
    for (int i = 0; i < bodies.size(); i++) {
      assertSame(index + " " + bodies.get(i), search(index, bodies.get(i)), through.get(i));
    }
    assertEquals(0, statistic("terms"));
    setting("enabled", "null").ok();
  }

  private static void assertSame(String what, Answer lucene, Answer through) {
    JsonObject expected = lucene.at("hits").getAsJsonObject();
    JsonObject found = through.at("hits").getAsJsonObject();
    assertEquals(what, expected.get("total"), found.get("total"));
    assertEquals(what, lucene.body().get("aggregations"), through.body().get("aggregations"));
    assertEquals(
        what, lucene.body().get("terminated_early"), through.body().get("terminated_early"));
    assertClose(what, expected.get("max_score"), found.get("max_score"));
    JsonArray hits = expected.getAsJsonArray("hits");
    JsonArray others = found.getAsJsonArray("hits");
    assertEquals(what, hits.size(), others.size());
    for (int i = 0; i < hits.size(); i++) {
      JsonObject hit = hits.get(i).getAsJsonObject();
      JsonObject other = others.get(i).getAsJsonObject();
      assertClose(what + " hit " + i, hit.get("_score"), other.get("_score"));
      assertEquals(what + " hit " + i, hit.get("_id"), other.get("_id"));
      assertEquals(what + " hit " + i, hit.get("sort"), other.get("sort"));
      if (other.has("_explanation")) {
        assertClose(what, other.get("_score"), other.getAsJsonObject("_explanation").get("value"));
      }
    }
  }

  private static void assertClose(String what, JsonElement expected, JsonElement found) {
    if (expected.isJsonNull() || found.isJsonNull()) {
      assertEquals(what, expected, found);
    } else {
      double score = expected.getAsDouble();
      assertEquals(what, score, found.getAsDouble(), 1e-5 * Math.max(1, score));
    }
  }

  @Test
  public void hitsScoresAndTotalsAreThoseOfLucenesWay() {
    index("plain", "", 3);
    assertSame("plain");
    http.post(
            "/plain/_delete_by_query?refresh=true&wait_for_completion=true",
            json("{'query': {'range': {'n': {'gte': 100, 'lt': 6000}}}}"))
        .ok();
    assertSame("plain");
    http.post("/plain/_forcemerge?max_num_segments=1", "").ok();
    http.post("/plain/_refresh", "").ok();
    assertSame("plain");
    breakerKnowsTheBytes();
    http.delete("/plain").ok();
    assertEquals(0, statistic("size_in_bytes"));
  }

  @Test
  public void nestedDocumentsChangeNothing() {
    index("nested", ", 'parts': {'type': 'nested', 'properties': {'x': {'type': 'integer'}}}", 2);
    assertSame("nested");
    http.delete("/nested").ok();
  }

  private static void breakerKnowsTheBytes() {
    List<String> bodies = bodies();
    warm("plain", bodies);
    long bytes = statistic("size_in_bytes");
    assertTrue(statistics().toString(), bytes > 0);
    JsonObject nodes = http.get("/_nodes/stats/breaker").ok().at("nodes").getAsJsonObject();
    JsonObject breaker =
        nodes
            .entrySet()
            .iterator()
            .next()
            .getValue()
            .getAsJsonObject()
            .getAsJsonObject("breakers")
            .getAsJsonObject("neural_sparse");
    assertEquals(bytes, breaker.get("estimated_size_in_bytes").getAsLong());
    assertEquals(0, breaker.get("tripped").getAsLong());
    setting("cache_size", "'20kb'").ok();
    assertTrue(statistics().toString(), statistic("size_in_bytes") <= 20 * 1024);
    assertEquals(20 * 1024, statistic("limit_in_bytes"));
    bodies.forEach(body -> search("plain", body));
    assertTrue(statistics().toString(), statistic("size_in_bytes") <= 20 * 1024);
    setting("cache_size", "null").ok();
  }

  @Test
  public void statisticsAreThoseOfTheNodesAskedFor() {
    Answer all = http.get("/_plugins/_neural_sparse/stats").ok();
    assertEquals(1, all.at("_nodes", "successful").getAsInt());
    Answer one = http.get("/_plugins/_neural_sparse/node-1/stats").ok();
    assertEquals(
        all.at("nodes").getAsJsonObject().keySet(), one.at("nodes").getAsJsonObject().keySet());
    assertEquals("node-1", statistics().get("name").getAsString());
    Answer none = http.get("/_plugins/_neural_sparse/nowhere/stats").ok();
    assertEquals(0, none.at("_nodes", "total").getAsInt());
    assertEquals(0, none.at("nodes").getAsJsonObject().size());
  }

  @Test
  public void badSettingsAreRefused() {
    Map<String, String> reasons =
        Map.of(
            "cache_size", "[neural_sparse.block_max.cache_size] must be 0 or more, got [-1]",
            "min_documents",
                "Failed to parse value [-1] for setting [neural_sparse.block_max.min_documents]"
                    + " must be >= 0",
            "enabled", "Failed to parse value [-1] as only [true] or [false] are allowed.");
    for (Map.Entry<String, String> reason : reasons.entrySet()) {
      Answer answer = setting(reason.getKey(), "-1");
      assertEquals(answer.toString(), 400, answer.status());
      assertTrue(answer.toString(), answer.text().contains(reason.getValue()));
    }
  }
}
