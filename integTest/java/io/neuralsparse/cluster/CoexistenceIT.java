/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import io.neuralsparse.server.OfficialPlugins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * One node with OpenSearch's own four plugins and this one: theirs keep their names, this one has
 * its own, and both say the same.
 */
public final class CoexistenceIT {
  private static final List<String> TEXTS =
      List.of(
          "Hello world, this is a good day.",
          "The day after tomorrow, the weather will be unbelievably good.",
          "Espresso is brewed by forcing hot water through finely ground coffee.",
          "hello hello hello",
          "The U.S. imports most of its coffee.");

  private static Node node;
  private static Http http;

  private static NodeOptions options() {
    return NodeOptions.of(OfficialPlugins.version())
        .plugins(OfficialPlugins.zipsWith(Distribution.plugin()))
        .defaultModel("lexical") // its table is that of their analyzer
        .heap("1g");
  }

  @BeforeClass
  public static void start() {
    node = Node.start(options());
    http = node.http();
    put(
        "/_ingest/pipeline/ours",
        "{'processors': [{'learned_sparse_encoding': {'field_map': {'text': 'v'}}}]}");
    put(
        "/i",
        "{'settings': {'number_of_shards': 1, 'default_pipeline': 'ours'}, 'mappings':"
            + " {'properties': {'v': {'type': 'rank_features'}, 'word': {'type': 'keyword'}}}}");
    for (int i = 0; i < TEXTS.size(); i++) {
      put("/i/_doc/" + i + "?refresh=true", "{'text': '" + TEXTS.get(i) + "'}");
    }
  }

  @AfterClass
  public static void stop() {
    if (node != null) {
      // Theirs log at start what would be a fault of ours: the same libraries are in both.
      List<String> complaints =
          ServerLog.complaints(node.logs()).stream()
              .filter(line -> line.contains("][i.n.") || line.contains("neural-sparse"))
              .toList();
      node.close();
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void put(String path, String body) {
    http.put(path, json(body)).ok();
  }

  private static Answer search(String query) {
    return http.post("/i/_search", json("{'query': " + query + "}"));
  }

  /** Scores by document, best first. */
  private static Map<String, Double> ranking(String query) {
    Map<String, Double> ranking = new LinkedHashMap<>();
    for (JsonElement hit : search(query).ok().at("hits", "hits").getAsJsonArray()) {
      ranking.put(
          hit.getAsJsonObject().get("_id").getAsString(),
          hit.getAsJsonObject().get("_score").getAsDouble());
    }
    return ranking;
  }

  private static void assertSame(Map<String, Double> theirs, Map<String, Double> ours) {
    assertEquals(List.copyOf(theirs.keySet()), List.copyOf(ours.keySet()));
    theirs.forEach((id, score) -> assertEquals(score, ours.get(id), score * 1e-5));
  }

  @Test
  public void allFiveAreThere() {
    assertEquals(
        List.of(
            "neural-sparse",
            "opensearch-job-scheduler",
            "opensearch-knn",
            "opensearch-ml",
            "opensearch-neural-search"),
        http.get("/_cat/plugins?h=component&s=component").ok().text().lines().toList());
  }

  @Test
  public void textScoresAlike() {
    for (String text : List.of("hello world", "a good day", "unbelievably hot coffee", "U.S.")) {
      String body = "{'v': {'query_text': '" + text + "', 'analyzer': 'bert-uncased'}}";
      Map<String, Double> theirs = ranking("{'neural_sparse': " + body + "}");
      assertFalse(text, theirs.isEmpty());
      assertSame(theirs, ranking("{'learned_sparse': " + body + "}"));
      assertSame(
          theirs, ranking("{'learned_sparse': {'v': {'query_text': '" + text + "', 'boost': 1}}}"));
    }
  }

  @Test
  public void tokensScoreAlike() {
    String body = "{'v': {'query_tokens': {'hello': 1.5, 'good': 0.3, 'coffee': 12, 'no': 1}}}";
    Map<String, Double> theirs = ranking("{'neural_sparse': " + body + "}");
    assertEquals(5, theirs.size());
    assertSame(theirs, ranking("{'learned_sparse': " + body + "}"));
    // Both in one request.
    Map<String, Double> sum =
        ranking(
            "{'bool': {'should': [{'neural_sparse': "
                + body
                + "}, {'learned_sparse': "
                + body
                + "}]}}");
    theirs.forEach((id, score) -> assertEquals(2 * score, sum.get(id), score * 1e-5));
  }

  /**
   * Each two-phase processor takes its own plugin's query, and gives the scores of the whole one.
   */
  @Test
  public void twoPhasesScoreAlike() {
    String tokens = "{'v': {'query_tokens': {'coffee': 4, 'the': 0.3, 'most': 0.2}}}";
    Map<String, Double> whole = ranking("{'neural_sparse': " + tokens + "}");
    Map<String, String> processors =
        Map.of(
            "neural_sparse", "neural_sparse_two_phase_processor",
            "learned_sparse", "learned_sparse_two_phase");
    processors.forEach(
        (query, processor) -> {
          put(
              "/_search/pipeline/" + query,
              "{'request_processors': [{'"
                  + processor
                  + "': {'enabled': true, 'two_phase_parameter': {'prune_ratio': 0.4,"
                  + " 'expansion_rate': 5.0, 'max_window_size': 10000}}}]}");
          Answer answer =
              http.post(
                      "/i/_search?search_pipeline=" + query,
                      json("{'query': {'" + query + "': " + tokens + "}}"))
                  .ok();
          // The two documents with the heavy token; the light ones add to the better of them.
          for (int i = 0; i < 2; i++) {
            String id = answer.at("hits", "hits", i, "_id").getAsString();
            assertEquals(List.copyOf(whole.keySet()).get(i), id);
            assertEquals(
                whole.get(id),
                answer.at("hits", "hits", i, "_score").getAsDouble(),
                1e-5 * whole.get(id));
          }
        });
  }

  /** Their words on a field of another type are not ours. */
  @Test
  public void theOfficialNamesAreTheirs() {
    Answer theirs = search("{'neural_sparse': {'word': {'query_tokens': {'a': 1}}}}");
    assertEquals(400, theirs.status());
    assertTrue(
        theirs.text(),
        theirs.text().contains("[neural_sparse] query only works on [rank_features] fields"));
    Answer ours = search("{'learned_sparse': {'word': {'query_tokens': {'a': 1}}}}");
    assertEquals(400, ours.status());
    assertTrue(
        ours.text(),
        ours.text()
            .contains(
                "[learned_sparse] query needs a field of type [rank_features], got [word] of type"
                    + " [keyword]"));
    // Their processor looks for its model with the first document, ours at once.
    String body = "_encoding': {'model_id': 'nope', 'field_map': {'a': 'b'}}}]}";
    put("/_ingest/pipeline/theirs", "{'processors': [{'sparse" + body);
    Answer refused =
        http.put("/_ingest/pipeline/x", json("{'processors': [{'learned_sparse" + body));
    assertEquals(
        "[model_id] unknown model [nope], this node has [lexical, one-layer] in"
            + " [config/neural-sparse/models]",
        refused.at("error", "reason").getAsString());
  }

  @Test
  public void takingTheNamesAlwaysIsRefusedWithAdvice() {
    NodeOptions always = options().name("always").setting("neural_sparse.official_names", "always");
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> Node.start(always));
    assertTrue(
        e.getMessage(),
        e.getMessage()
            .contains(
                "[neural_sparse.official_names] is [always], but the plugin in"
                    + " [plugins/opensearch-neural-search] has these names already: set it to"
                    + " [auto] or [never], and use the names [learned_sparse],"
                    + " [learned_sparse_encoding] and so on for this plugin, or run"
                    + " [opensearch-plugin remove opensearch-neural-search]"));
  }
}
