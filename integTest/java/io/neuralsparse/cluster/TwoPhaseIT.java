/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * The two-phase search request processor. Ten documents {i: i, 10+i: i for i in 1..5}, ten
 * documents {5: 5, 6: 6}; the whole query gives the former 110 and the latter 61, its heaviest
 * tokens give 50 and 61.
 */
@RunWith(Parameterized.class)
public final class TwoPhaseIT {
  private static final String TOKENS =
      "{'11': 1, '12': 2, '13': 3, '14': 4, '15': 5, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6':"
          + " 6, '7': 7}";
  private static final String SPARSE = "{'neural_sparse': {'v': {'query_tokens': " + TOKENS + "}}}";
  private static final String QUERY = "'query': " + SPARSE;

  private static Node node;
  private static Http http;

  public TwoPhaseIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    node = SharedNodes.take(version);
    http = node.http();
    index("one", "'number_of_shards': 1");
    index("three", "'number_of_shards': 3");
    index("capped", "'number_of_shards': 1, 'max_rescore_window': 15");
    pipeline("wide", "'prune_ratio': 0.7, 'expansion_rate': 30");
    pipeline("narrow", "'prune_ratio': 0.7, 'expansion_rate': 1");
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      List<String> complaints = ServerLog.complaints(node.logs());
      SharedNodes.giveBack(node);
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void index(String name, String settings) {
    http.put(
            "/" + name,
            json(
                "{'settings': {"
                    + settings
                    + "}, 'mappings': {'properties': {'v': {'type': 'rank_features'}, 'n': {'type':"
                    + " 'integer'}, 'kind': {'type': 'keyword'}, 't': {'type': 'text'}}}}"))
        .ok();
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      lines.add(json("{'index': {'_id': '" + n + "'}}"));
      String vector =
          n < 10
              ? "{'1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '11': 1, '12': 2, '13': 3, '14': 4, '15':"
                  + " 5}"
              : "{'5': 5, '6': 6}";
      String kind = n < 10 ? "a" : "b";
      lines.add(json("{'v': " + vector + ", 'n': " + n + ", 'kind': '" + kind + "', 't': 'x'}"));
    }
    http.lines("/" + name + "/_bulk?refresh=true", lines).ok();
  }

  private static void pipeline(String name, String parameter) {
    http.put("/_search/pipeline/" + name, json(pipelineBody(parameter))).ok();
  }

  private static String pipelineBody(String parameter) {
    return "{'request_processors': [{'neural_sparse_two_phase_processor': {'two_phase_parameter': {"
        + parameter
        + "}}}]}";
  }

  private static Answer search(String index, String pipeline, String body) {
    return http.post("/" + index + "/_search?search_pipeline=" + pipeline, json("{" + body + "}"))
        .ok();
  }

  private static List<Float> scores(Answer answer) {
    List<Float> scores = new ArrayList<>();
    for (JsonElement hit : answer.at("hits", "hits").getAsJsonArray()) {
      JsonElement score = hit.getAsJsonObject().get("_score");
      scores.add(score.isJsonNull() ? null : score.getAsFloat());
    }
    return scores;
  }

  private static List<Float> repeat(int times, float score) {
    return Collections.nCopies(times, score);
  }

  private static List<Float> join(List<Float> first, List<Float> second) {
    List<Float> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** The whole answer of a search through a pipeline is that of the search without one. */
  private static Answer assertSameAsWhole(String index, String pipeline, String body) {
    Answer twoPhase = search(index, pipeline, body);
    Answer whole = search(index, "_none", body);
    JsonObject expected = whole.body().deepCopy();
    JsonObject actual = twoPhase.body().deepCopy();
    for (String changing : List.of("took", "_scroll_id")) {
      expected.remove(changing);
      actual.remove(changing);
    }
    assertEquals(body, expected, actual);
    return twoPhase;
  }

  @Test
  public void behaviourOfTheReference() {
    for (String type : List.of("neural_sparse_two_phase_processor", "learned_sparse_two_phase")) {
      float[][] cases = {{0.3f, 1, 110}, {0.7f, 1, 61}, {0.7f, 30, 110}};
      for (float[] c : cases) {
        String parameter =
            String.format(
                Locale.ROOT,
                "{'prune_type': 'max_ratio', 'prune_ratio': %.1f, 'expansion_rate': %.1f,"
                    + " 'max_window_size': 10000}",
                c[0],
                c[1]);
        http.put(
                "/_search/pipeline/reference",
                json(
                    "{'request_processors': [{'"
                        + type
                        + "': {'tag': 't', 'description': 'd', 'enabled': true,"
                        + " 'two_phase_parameter': "
                        + parameter
                        + "}}]}"))
            .ok();
        Answer answer = search("one", "reference", QUERY + ", 'size': 10");
        assertEquals(answer.toString(), repeat(10, c[2]), scores(answer));
        assertEquals(20, answer.at("hits", "total", "value").getAsInt());
        assertEquals(c[2], answer.at("hits", "max_score").getAsFloat(), 0);
      }
    }
    assertEquals(repeat(10, 110), scores(search("one", "_none", QUERY + ", 'size': 10")));
  }

  @Test
  public void theDefaultsAndSwitchingOff() {
    http.put(
            "/_search/pipeline/defaults",
            json("{'request_processors': [{'neural_sparse_two_phase_processor': {}}]}"))
        .ok();
    assertSameAsWhole("one", "defaults", QUERY);
    http.put(
            "/_search/pipeline/off",
            json(
                "{'request_processors': [{'neural_sparse_two_phase_processor': {'enabled': false,"
                    + " 'two_phase_parameter': {'prune_ratio': 0.7, 'expansion_rate': 1}}}]}"))
        .ok();
    assertSameAsWhole("one", "off", QUERY);
    pipeline("none", "'prune_type': 'none', 'expansion_rate': 1");
    assertSameAsWhole("one", "none", QUERY);
  }

  @Test
  public void theWindowCountsFrom() {
    // The best five documents of the first phase are beyond the page, but within the window.
    assertEquals(
        join(repeat(5, 110), repeat(10, 61)),
        scores(search("one", "narrow", QUERY + ", 'from': 0, 'size': 15")));
    assertEquals(
        repeat(10, 61), scores(search("one", "narrow", QUERY + ", 'from': 5, 'size': 10")));
    assertEquals(
        join(repeat(3, 110), repeat(7, 61)),
        scores(search("one", "wide", QUERY + ", 'from': 7, 'size': 10")));
    assertSameAsWhole("one", "wide", QUERY + ", 'from': 7, 'size': 10");
  }

  @Test
  public void theWindowIsCapped() {
    for (String size : List.of("2001", "5000", "10000")) {
      assertSameAsWhole("one", "wide", QUERY + ", 'size': " + size);
    }
    pipeline("small", "'prune_ratio': 0.7, 'max_window_size': 50");
    assertSameAsWhole("one", "small", QUERY + ", 'size': 20");
    assertSameAsWhole("one", "small", QUERY + ", 'size': 51");
    // index.max_rescore_window is 15: the window of 300 is cut, a page of 16 is searched whole.
    assertEquals(
        repeat(10, 110).subList(0, 5), scores(search("capped", "wide", QUERY + ", 'size': 5")));
    assertEquals(
        join(repeat(5, 110), repeat(5, 61)),
        scores(search("capped", "wide", QUERY + ", 'size': 10")));
    assertSameAsWhole("capped", "wide", QUERY + ", 'size': 16");
  }

  @Test
  public void aPointInTimeKnowsItsIndices() {
    String id =
        http.post("/capped/_search/point_in_time?keep_alive=1m", "")
            .ok()
            .at("pit_id")
            .getAsString();
    Answer answer =
        http.post(
                "/_search?search_pipeline=wide",
                json("{'pit': {'id': '" + id + "'}, " + QUERY + ", 'size': 10}"))
            .ok();
    assertEquals(join(repeat(5, 110), repeat(5, 61)), scores(answer));
  }

  @Test
  public void searchesThatNeedTheWholeQueryGetIt() {
    assertEquals(
        repeat(10, 110), scores(search("one", "narrow&scroll=1m", QUERY + ", 'size': 10")));
    assertSameAsWhole("one", "narrow", QUERY + ", 'collapse': {'field': 'kind'}");
    assertSameAsWhole("one", "narrow", QUERY + ", 'sort': [{'n': 'desc'}], 'track_scores': true");
    assertSameAsWhole("one", "narrow", QUERY + ", 'sort': ['_score', {'n': 'asc'}], 'size': 3");
    assertSameAsWhole(
        "one",
        "narrow",
        QUERY + ", 'sort': ['_score', {'n': 'asc'}], 'search_after': [110, 3], 'size': 3");
    assertEquals(
        10,
        assertSameAsWhole("one", "narrow", QUERY + ", 'min_score': 100")
            .at("hits", "total", "value")
            .getAsInt());
    assertSameAsWhole("one", "narrow", QUERY + ", 'indices_boost': [{'one': 3}]");
    assertSameAsWhole(
        "one",
        "narrow",
        QUERY
            + ", 'aggs': {'best': {'max': {'script': {'source': '_score', 'lang': 'expression'}}}}");
    assertSameAsWhole(
        "one",
        "narrow",
        "'query': {'neural_sparse': {'v': {'_name': 'mine', 'query_tokens': " + TOKENS + "}}}");
    assertSameAsWhole(
        "one",
        "narrow",
        "'query': {'bool': {'should': ["
            + SPARSE
            + "], 'filter': {'term': {'kind': {'value': 'a',"
            + " '_name': 'kind'}}}}}");
    for (String query :
        List.of(
            "{'constant_score': {'filter': " + SPARSE + "}}",
            "{'dis_max': {'queries': [" + SPARSE + "]}}",
            "{'bool': {'must': [" + SPARSE + "]}}",
            "{'function_score': {'query': " + SPARSE + "}}")) {
      assertSameAsWhole("one", "narrow", "'query': " + query);
    }
  }

  @Test
  public void rescoresMeetWholeScores() {
    for (String mode : List.of("total", "multiply", "max", "min", "avg")) {
      String rescore =
          "{'window_size': 12, 'query': {'score_mode': '"
              + mode
              + "', 'query_weight': 0.5, 'rescore_query_weight': 3, 'rescore_query':"
              + " {'constant_score': {'filter': {'range': {'n': {'lt': 5}}}, 'boost': 40}}}}";
      assertSameAsWhole("one", "wide", QUERY + ", 'rescore': " + rescore);
      assertSameAsWhole(
          "one", "wide", QUERY + ", 'rescore': [" + rescore + ", " + rescore + "], 'size': 20");
    }
    // The user's window is larger than that of narrow: it counts.
    String all =
        "{'window_size': 20, 'query': {'score_mode': 'multiply', 'rescore_query': {'match_all':"
            + " {}}}}";
    assertSameAsWhole("one", "narrow", QUERY + ", 'size': 3, 'rescore': " + all);
  }

  @Test
  public void shouldClausesAreSplitWithTheirBoosts() {
    for (String query :
        List.of(
            "{'bool': {'should': [" + SPARSE + "], 'boost': 2}}",
            "{'bool': {'should': ["
                + SPARSE
                + ", {'term': {'kind': 'b'}}], 'must_not': {'term':"
                + " {'n': 3}}}}",
            "{'bool': {'should': [" + SPARSE + "], 'filter': {'range': {'n': {'gte': 5}}}}}",
            "{'bool': {'should': [{'bool': {'should': ["
                + SPARSE
                + "], 'boost': 3}}], 'boost':"
                + " 2}}",
            "{'bool': {'should': [{'match_all': {}}, {'bool': {'should': ["
                + SPARSE
                + "], 'must':"
                + " {'range': {'n': {'gte': 7}}}}}]}}",
            "{'bool': {'should': ["
                + SPARSE
                + ", {'term': {'kind': 'a'}}],"
                + " 'minimum_should_match': 2}}",
            "{'bool': {'should': [" + SPARSE + ", " + SPARSE + "]}}")) {
      assertSameAsWhole("one", "wide", "'query': " + query + ", 'size': 20");
    }
    // Heavy tokens alone, twice: the pipeline does look into the clause.
    assertEquals(
        repeat(10, 122),
        scores(
            search(
                "one", "narrow", "'query': {'bool': {'should': [" + SPARSE + "], 'boost': 2}}")));
  }

  /** No token is as heavy as 100: the heaviest, 7, makes the first phase, and is in no document. */
  @Test
  public void aFirstPhaseIsNeverEmpty() {
    pipeline("nothing", "'prune_type': 'abs_value', 'prune_ratio': 100");
    assertSameAsWhole("one", "nothing", QUERY);
    assertSameAsWhole("one", "nothing", QUERY + ", 'size': 20");
  }

  /** Ten documents have the heavy token 15, ten others the light one 6 alone. */
  @Test
  public void pagesAreFilledAndTotalsCountTheFirstPhase() {
    String query =
        "'query': {'neural_sparse': {'v': {'query_tokens': {'15': 10, '6': 1, '1': 1}}}}";
    Answer page = search("one", "wide", query + ", 'size': 10");
    assertEquals(repeat(10, 51), scores(page));
    assertEquals(10, page.at("hits", "total", "value").getAsInt());
    assertSameAsWhole("one", "wide", query + ", 'size': 11");
    assertSameAsWhole("one", "wide", query + ", 'size': 10, 'track_total_hits': true");
    assertSameAsWhole("one", "wide", query + ", 'post_filter': {'term': {'kind': 'b'}}");
    http.post(
            "/_aliases",
            json(
                "{'actions': [{'add': {'index': 'one', 'alias': 'b', 'filter': {'term': {'kind':"
                    + " 'b'}}}}]}"))
        .ok();
    assertEquals(repeat(10, 6), scores(assertSameAsWhole("b", "wide", query + ", 'size': 10")));
    String pit =
        http.post("/b/_search/point_in_time?keep_alive=1m", "").ok().at("pit_id").getAsString();
    Answer page2 =
        http.post(
                "/_search?search_pipeline=wide",
                json("{'pit': {'id': '" + pit + "'}, " + query + ", 'size': 10}"))
            .ok();
    assertEquals(repeat(10, 6), scores(page2));
  }

  @Test
  public void everyShardHasItsWindow() {
    Answer answer = search("three", "wide", QUERY + ", 'size': 20");
    assertEquals(join(repeat(10, 110), repeat(10, 61)), scores(answer));
    assertSameAsWhole("three", "wide", QUERY);
    assertSameAsWhole("three", "narrow", QUERY + ", 'size': 20");
    assertSameAsWhole("one,three", "wide", QUERY + ", 'size': 40");
  }

  @Test
  public void textIsSplitAsTokensAre() {
    String text = "{'neural_sparse': {'v': {'query_text': '11 15 6 7 and the 1'}}}";
    assertSameAsWhole("one", "wide", "'query': " + text);
    Answer explained = search("one", "wide", "'query': " + text + ", 'explain': true");
    for (int i = 0; i < 10; i++) {
      assertEquals(
          explained.at("hits", "hits", i, "_score").getAsFloat(),
          explained.at("hits", "hits", i, "_explanation", "value").getAsFloat(),
          0);
    }
  }

  @Test
  public void eachSearchOfManyIsItsOwn() {
    http.put("/one/_settings", json("{'index.search.default_pipeline': 'narrow'}")).ok();
    try {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        lines.add(json("{'index': 'one'}"));
        lines.add(json("{" + QUERY + (i % 2 == 0 ? "}" : ", 'min_score': 100}")));
      }
      Answer answer = http.lines("/_msearch", lines).ok();
      for (int i = 0; i < 6; i++) {
        assertEquals(
            i % 2 == 0 ? 61 : 110, answer.at("responses", i, "hits", "max_score").getAsFloat(), 0);
      }
    } finally {
      http.put("/one/_settings", json("{'index.search.default_pipeline': null}")).ok();
    }
  }

  /** The parameter of the query never changes an answer, whatever it says. */
  @Test
  public void theParameterIsExact() {
    for (String index : List.of("one", "three")) {
      for (String page : List.of("", ", 'size': 3", ", 'from': 8, 'size': 4", ", 'size': 20")) {
        for (String options :
            List.of(
                "{}",
                "{'prune_ratio': 0.7, 'expansion_rate': 1}",
                "{'prune_type': 'top_k', 'prune_ratio': 1, 'max_window_size': 50}",
                "{'prune_type': 'abs_value', 'prune_ratio': 100}")) {
          String query =
              "'query': {'neural_sparse': {'v': {'query_tokens': "
                  + TOKENS
                  + ", 'two_phase': "
                  + options
                  + "}}}";
          Answer answer = search(index, "_none", query + page);
          Answer whole = search(index, "_none", QUERY + page);
          assertEquals(options + page, whole.at("hits"), answer.at("hits"));
        }
      }
    }
  }

  private static void assertRefused(Answer answer, String reason) {
    assertEquals(answer.toString(), 400, answer.status());
    assertTrue(answer.toString(), answer.text().contains("\"reason\":\"" + reason + "\""));
  }

  @Test
  public void mistakesAreExplained() {
    String[][] cases = {
      {
        "'prune_ratio': 1.2",
        "[two_phase_parameter.prune_ratio] must be in [0, 1) for [max_ratio], got [1.2]"
      },
      {
        "'expansion_rate': '5'",
        "[two_phase_parameter.expansion_rate] must be a finite number from 1, got [5]"
      },
      {
        "'max_window_size': 49",
        "[two_phase_parameter.max_window_size] must be an integer from 50, got [49]"
      },
      {
        "'window': 49",
        "[two_phase_parameter] does not know [window], it takes [prune_type, prune_ratio,"
            + " expansion_rate, max_window_size]"
      }
    };
    for (String[] c : cases) {
      assertRefused(http.put("/_search/pipeline/bad", json(pipelineBody(c[0]))), c[1]);
      assertRefused(
          http.post(
              "/one/_search",
              json("{" + QUERY + ", 'search_pipeline': " + pipelineBody(c[0]) + "}")),
          c[1]);
    }
    assertRefused(
        http.put(
            "/_search/pipeline/bad",
            json(
                "{'request_processors': [{'neural_sparse_two_phase_processor': {'two_phase':"
                    + " {}}}]}")),
        "processor [neural_sparse_two_phase_processor] doesn't support one or more provided"
            + " configuration parameters: [two_phase]");
    assertRefused(
        http.post(
            "/one/_search",
            json(
                "{'query': {'neural_sparse': {'v': {'query_text': 'x', 'two_phase':"
                    + " {'max_window_size': 1}}}}}")),
        "[neural_sparse] query [two_phase.max_window_size] must be an integer from 50, got [1]");
    assertRefused(
        http.post(
            "/one/_search?search_pipeline=wide",
            json("{'query': {'neural_sparse': {'v': {'query_text': 'x', 'model_id': 'nope'}}}}")),
        "unknown model [nope], this node has [lexical, one-layer] in [config/neural-sparse/models]");
  }
}
