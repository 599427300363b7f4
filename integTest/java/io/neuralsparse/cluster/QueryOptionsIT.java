/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.NodeOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The query's options from one node to the shards of another, and what explanations make of it. */
@RunWith(Parameterized.class)
public final class QueryOptionsIT {
  private static final double HELLO = 6.937756538391113;
  private static final double WORLD = 3.4208686351776123;

  private static Cluster cluster;
  private static Http http;

  public QueryOptionsIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    NodeOptions options = NodeOptions.of(version).defaultModel("lexical");
    cluster =
        Cluster.start(
            options.name("data").roles("cluster_manager", "data"),
            options.name("front").roles("ingest"));
    http = cluster.node("front").http();
    http.put(
            "/i",
            json(
                "{'settings': {'number_of_shards': 1, 'number_of_replicas': 0}, 'mappings':"
                    + " {'properties': {'v': {'type': 'rank_features'}}}}"))
        .ok();
    http.put("/i/_doc/1", json("{'v': {'hello': 1.0, 'world': 2.0, 'common': 1.0}}")).ok();
    http.put("/i/_doc/2", json("{'v': {'hello': 2.0, '##ing': 0.5, 'common': 3.0}}")).ok();
    http.put("/i/_doc/3", json("{'v': {'rare': 1.0, 'common': 0.5}}")).ok();
    http.post("/i/_forcemerge?max_num_segments=1", "").ok(); // the mean is a segment's
    http.post("/i/_refresh", "").ok();
  }

  @AfterParam
  public static void stop() {
    if (cluster != null) {
      List<String> complaints =
          cluster.nodes().stream()
              .flatMap(node -> ServerLog.complaints(node.logs()).stream())
              .toList();
      cluster.close();
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer search(String parameters, String more) {
    return http.post(
        "/i/_search",
        json("{'query': {'neural_sparse': {'v': {" + parameters + "}}}" + more + "}"));
  }

  /** Document → score. */
  private static Map<String, Double> scores(Answer answer) {
    Map<String, Double> scores = new TreeMap<>();
    for (JsonElement hit : answer.ok().at("hits", "hits").getAsJsonArray()) {
      JsonObject object = hit.getAsJsonObject();
      scores.put(object.get("_id").getAsString(), object.get("_score").getAsDouble());
    }
    return scores;
  }

  private static void assertScores(Map<String, Double> expected, Answer answer) {
    Map<String, Double> scores = scores(answer);
    assertEquals(answer.toString(), expected.keySet(), scores.keySet());
    expected.forEach((id, score) -> assertEquals(answer.toString(), score, scores.get(id), 1e-4));
  }

  @Test
  public void repeatedWords() {
    String text = "'query_text': 'hello world, hello'";
    Map<String, Double> once = Map.of("1", HELLO + 2 * WORLD, "2", 2 * HELLO);
    assertScores(once, search(text, ""));
    assertScores(once, search(text + ", 'token_frequency': 'set'", ""));
    assertScores(
        Map.of("1", 2 * HELLO + 2 * WORLD, "2", 4 * HELLO),
        search(text + ", 'token_frequency': 'count'", ""));
  }

  @Test
  public void theHeaviestTokens() {
    assertScores(
        Map.of("1", HELLO, "2", 2 * HELLO),
        search("'query_text': 'hello world', 'max_query_tokens': 1", ""));
    assertScores(
        Map.of("3", 9d),
        search("'query_tokens': {'hello': 1, 'rare': 9, 'world': 2}, 'max_query_tokens': 1", ""));
  }

  /** Postings: 3 common, 2 hello, 1 each of world, rare and ##ing; the mean is 1.6. */
  @Test
  public void frequentLightTokensArePruned() {
    String tokens = "'query_tokens': {'common': 1, 'hello': 4, 'rare': 1}";
    String pruning = ", 'pruning_config': {'tokens_freq_ratio_threshold': 1.5}";
    Map<String, Double> whole = Map.of("1", 5d, "2", 11d, "3", 1.5);
    assertScores(whole, search(tokens, ""));
    assertScores(Map.of("1", 4d, "2", 8d, "3", 1d), search(tokens + pruning, ""));
    String pruned = pruning.replace("1.5}", "1.5, 'only_score_pruned_tokens': true}");
    assertScores(Map.of("1", 1d, "2", 3d, "3", 0.5), search(tokens + pruned, ""));
    assertScores(
        whole,
        search(
            tokens + pruning,
            ", 'rescore': {'query': {'rescore_query': {'neural_sparse': {'v': {"
                + tokens
                + pruned
                + "}}}}}"));
    // Nothing is five times as frequent as the mean.
    assertScores(whole, search(tokens + ", 'pruning_config': {}", ""));
  }

  @Test
  public void mistakesAreExplained() {
    Answer answer = search("'query_text': 'x', 'pruning_config': {'prune': true}", "");
    assertEquals(answer.toString(), 400, answer.status());
    assertTrue(
        answer.toString(),
        answer
            .text()
            .contains(
                "[neural_sparse] query [pruning_config] does not know [prune], it takes"
                    + " [tokens_freq_ratio_threshold, tokens_weight_threshold,"
                    + " only_score_pruned_tokens]"));
  }

  /** The text goes along where an explanation is asked for: in the search, and for one document. */
  @Test
  public void explanationsNameTheWords() {
    String hello =
        "'query_text': 'Hello walking, hello', 'token_frequency': 'count', 'max_query_tokens': 1";
    for (Answer answer :
        List.of(
            search(hello, ", 'explain': true"),
            http.post(
                "/i/_explain/2", json("{'query': {'neural_sparse': {'v': {" + hello + "}}}}")))) {
      JsonElement explanation =
          answer.ok().body().has("hits")
              ? answer.at("hits", "hits", 0, "_explanation")
              : answer.at("explanation");
      assertEquals(4 * HELLO, explanation.getAsJsonObject().get("value").getAsDouble(), 1e-4);
      String shown = explanation.toString();
      assertTrue(shown, shown.contains("1 of the query's 1 tokens in field [v], sum of:"));
      assertTrue(shown, shown.contains("occurrences, from [Hello, hello] of the query's text"));
      assertTrue(shown, shown.contains("IDF of the token in model [lexical]"));
    }
    String ing = search("'query_text': 'unboxing'", ", 'explain': true").ok().text();
    assertTrue(ing, ing.contains("token [##ing], product of:"));
    assertTrue(
        ing,
        ing.contains(
            "query weight, IDF of the token in model [lexical], from [unboxing] of the query's"
                + " text"));
    String given = search("'query_tokens': {'rare': 2}", ", 'explain': true").ok().text();
    assertTrue(given, given.contains("query weight, given in the query"));
  }

  /**
   * A percolator keeps the query's bytes in its index, and runs it over documents to come. Their
   * scores mean nothing: Lucene's index in memory drops the weights.
   */
  @Test
  public void percolatedQueries() {
    http.put(
            "/p",
            json(
                "{'settings': {'number_of_replicas': 0}, 'mappings': {'properties': {'q': {'type':"
                    + " 'percolator'}, 'v': {'type': 'rank_features'}}}}"))
        .ok();
    http.put(
            "/p/_doc/text",
            json(
                "{'q': {'neural_sparse': {'v': {'query_text': 'hello world hello',"
                    + " 'token_frequency': 'count', 'pruning_config': {}}}}}"))
        .ok();
    http.put("/p/_doc/tokens", json("{'q': {'neural_sparse': {'v': {'query_tokens': {'x': 2}}}}}"))
        .ok();
    http.post("/p/_refresh", "").ok();
    Answer found =
        http.post(
            "/p/_search",
            json("{'query': {'percolate': {'field': 'q', 'document': {'v': {'hello': 1}}}}}"));
    assertEquals(Set.of("text"), scores(found).keySet());
  }
}
