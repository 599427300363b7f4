/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** A user's mistakes, and the whole message that each must get, wherever the query stands. */
@RunWith(Parameterized.class)
public final class Mistakes {
  @ClassRule public static final Servers servers = Servers.rule();

  private static Http http;
  private static Index index;

  public Mistakes(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    http = Servers.http(version);
    index = Index.create(http, "mistakes", "{'number_of_shards': 2, 'number_of_replicas': 0}");
    index.add(SmallIndex.docs());
  }

  private static void assertRefused(String message, String query) {
    Answer answer = index.post("/_search", "{'query': " + query + "}");
    assertEquals(answer.toString(), 400, answer.status());
    assertEquals(message, answer.at("error", "root_cause", 0, "reason").getAsString());
  }

  /** Alone, in a bool, nested, as a function's filter, and as a filter of an aggregation. */
  private static void assertRefusedEverywhere(String prefix, String cause, String query) {
    String message = prefix + cause;
    assertRefused(message, query);
    assertRefused(message, "{'bool': {'should': [{'match_all': {}}, " + query + "]}}");
    assertRefused(message, "{'nested': {'path': 'items', 'query': " + query + "}}");
    assertRefused(
        message, "{'function_score': {'functions': [{'weight': 2, 'filter': " + query + "}]}}");
    Answer inAggregation = index.post("/_search", "{'aggs': {'f': {'filter': " + query + "}}}");
    assertEquals(inAggregation.toString(), 400, inAggregation.status());
    assertTrue(inAggregation.text(), inAggregation.text().contains(cause));
    Answer rescore =
        index.post("/_search", "{'rescore': {'query': {'rescore_query': " + query + "}}}");
    assertEquals(rescore.toString(), 400, rescore.status());
    Answer count = index.post("/_count", "{'query': " + query + "}");
    assertEquals(count.toString(), 400, count.status());
    assertEquals(message, count.at("error", "root_cause", 0, "reason").getAsString());
  }

  @Test
  public void aFieldOfAnotherType() {
    assertRefusedEverywhere(
        "failed to create query: ",
        "[neural_sparse] query needs a field of type [rank_features], got"
            + " [group] of type [keyword]",
        "{'neural_sparse': {'group': {'query_tokens': {'a': 1}}}}");
  }

  @Test
  public void anUnknownModel() {
    assertRefusedEverywhere(
        "",
        "unknown model [nope], this node has [lexical, one-layer] in [config/neural-sparse/models]",
        "{'neural_sparse': {'v': {'query_text': 'x', 'model_id': 'nope'}}}");
  }

  @Test
  public void badBodies() {
    assertRefused(
        "[neural_sparse] query takes one field, got [v] and [w]",
        "{'neural_sparse': {'v': {'query_text': 'x'}, 'w': {'query_text': 'x'}}}");
    assertRefused(
        "[learned_sparse] query takes [model_id] or [analyzer], got both: [m] and [bert-uncased]",
        "{'learned_sparse': {'v': {'query_text': 'x', 'model_id': 'm', 'analyzer':"
            + " 'bert-uncased'}}}");
    assertRefused(
        "[neural_sparse] query field [v] needs a [query_text] that is not empty, or"
            + " [query_tokens], got [query_text] = []",
        "{'neural_sparse': {'v': {'query_text': ''}}}");
    assertRefused(
        "[neural_sparse] query [query_tokens] weight of token [b] must be positive and finite, got"
            + " [-2]",
        "{'neural_sparse': {'v': {'query_tokens': {'a': 1, 'b': -2}}}}");
  }

  /** The query is answered; the header tells that the parameter has no meaning. */
  @Test
  public void deprecatedParameters() {
    Answer answer =
        index
            .post(
                "/_search",
                "{'query': {'neural_sparse': {'v': {'max_token_score': 3.5, 'query_tokens': {'e':"
                    + " 2}}}}}")
            .ok();
    assertEquals(2, answer.at("hits", "hits", 0, "_score").getAsDouble(), 0);
    List<String> warnings = answer.headers().get("warning");
    assertEquals(1, warnings.size());
    assertTrue(
        warnings.get(0),
        warnings
            .get(0)
            .contains(
                "\"Deprecated field [max_token_score] used, this field is unused and will be"
                    + " removed entirely\""));
  }
}
