/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The query as a part of other queries. */
@RunWith(Parameterized.class)
public final class CompoundQueries {
  @ClassRule public static final Servers servers = Servers.rule();

  /** Matches documents 1, 2, 3, 4 and 7. */
  private static final Map<String, Float> ABC = Map.of("a", 2f, "b", 3f, "c", 0.5f);

  /** Matches documents 3, 4 and 5. */
  private static final Map<String, Float> CDE = Map.of("c", 1f, "d", 100f, "e", 7f);

  private static final String ONE = Index.tokens(ABC);
  private static final String TWO = Index.tokens(CDE);
  private static final String IN_X = "{'term': {'group': 'x'}}";

  private static Index index;
  private static Http http;

  public CompoundQueries(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    http = Servers.http(version);
    index = Index.create(http, "compound");
    index.add(SmallIndex.docs());
  }

  private static double one(Doc doc) {
    return Oracle.dot(ABC, doc.vector());
  }

  private static double two(Doc doc) {
    return Oracle.dot(CDE, doc.vector());
  }

  private static boolean isMatch(double score) {
    return !Double.isNaN(score);
  }

  private static double orZero(double score) {
    return isMatch(score) ? score : 0;
  }

  private static double when(boolean condition, double score) {
    return condition ? score : Oracle.NO_MATCH;
  }

  private static void assertFinds(ToDoubleFunction<Doc> formula, String query) {
    index.assertFinds(formula, query);
  }

  @Test
  public void alone() {
    assertFinds(CompoundQueries::one, ONE);
    assertFinds(CompoundQueries::two, TWO);
    assertFinds(CompoundQueries::one, ONE.replace("'v'", "'other'"));
    assertFinds(doc -> 0.25 * one(doc), ONE.replace("}}}}", "}, \"boost\": 0.25}}}"));
    String encoded = Base64.getEncoder().encodeToString(Index.json(ONE).getBytes(UTF_8));
    assertFinds(CompoundQueries::one, "{'wrapper': {'query': '" + encoded + "'}}");
  }

  @Test
  public void insideBool() {
    assertFinds(
        doc -> when(doc.in("x"), one(doc)),
        "{'bool': {'must': [" + ONE + "], 'filter': [" + IN_X + "]}}");
    assertFinds(
        doc -> one(doc) + orZero(two(doc)),
        "{'bool': {'must': [" + ONE + "], 'should': [" + TWO + "]}}");
    assertFinds(doc -> one(doc) + two(doc), "{'bool': {'must': [" + ONE + ", " + TWO + "]}}");
    assertFinds(
        doc -> when(isMatch(one(doc)) || isMatch(two(doc)), orZero(one(doc)) + orZero(two(doc))),
        "{'bool': {'should': [" + ONE + ", " + TWO + "]}}");
    assertFinds(
        doc -> when(isMatch(two(doc)) && !isMatch(one(doc)), two(doc)),
        "{'bool': {'should': [" + TWO + "], 'must_not': [" + ONE + "]}}");
    assertFinds(doc -> when(isMatch(one(doc)), 0), "{'bool': {'filter': [" + ONE + "]}}");
    assertFinds(
        doc -> when(isMatch(one(doc)), orZero(two(doc))),
        "{'bool': {'filter': [" + ONE + "], 'should': [" + TWO + "]}}");
    assertFinds(
        doc -> 3 * (one(doc) + 5),
        "{'bool': {'boost': 3, 'must': [" + ONE + ", {'match_all': {'boost': 5}}]}}");
  }

  @Test
  public void minimumShouldMatch() {
    String shoulds = "[" + ONE + ", " + TWO + ", {'constant_score': {'filter': " + IN_X + "}}]";
    for (int least = 1; least <= 3; least++) {
      int minimum = least;
      assertFinds(
          doc -> {
            double[] matching =
                DoubleStream.of(one(doc), two(doc), when(doc.in("x"), 1))
                    .filter(CompoundQueries::isMatch)
                    .toArray();
            return when(matching.length >= minimum, DoubleStream.of(matching).sum());
          },
          "{'bool': {'minimum_should_match': " + least + ", 'should': " + shoulds + "}}");
    }
  }

  @Test
  public void constantScoreAndDisMaxAndBoosting() {
    assertFinds(
        doc -> when(isMatch(one(doc)), 2.5),
        "{'constant_score': {'boost': 2.5, 'filter': " + ONE + "}}");
    assertFinds(
        doc -> {
          OptionalDouble best =
              DoubleStream.of(one(doc), two(doc)).filter(CompoundQueries::isMatch).max();
          double sum = orZero(one(doc)) + orZero(two(doc));
          return best.isEmpty()
              ? Oracle.NO_MATCH
              : best.getAsDouble() + 0.3 * (sum - best.getAsDouble());
        },
        "{'dis_max': {'tie_breaker': 0.3, 'queries': [" + ONE + ", " + TWO + "]}}");
    assertFinds(
        doc -> one(doc) * (doc.in("x") ? 0.5 : 1),
        "{'boosting': {'positive': " + ONE + ", 'negative': " + IN_X + ", 'negative_boost': 0.5}}");
    assertFinds(
        doc -> one(doc) * (isMatch(two(doc)) ? 0.1 : 1),
        "{'boosting': {'positive': " + ONE + ", 'negative': " + TWO + ", 'negative_boost': 0.1}}");
  }

  @Test
  public void functionScoreAndScripts() {
    String functions =
        "'functions': [{'filter': "
            + IN_X
            + ", 'weight': 3}, {'field_value_factor': {'field': 'n', 'factor': 0.1}}]";
    assertFinds(
        doc -> one(doc) * (doc.in("x") ? 3 + 0.1 * doc.n() : 0.1 * doc.n()),
        "{'function_score': {'query': "
            + ONE
            + ", 'score_mode': 'sum', 'boost_mode': 'multiply', "
            + functions
            + "}}");
    assertFinds(
        doc -> two(doc) + (isMatch(one(doc)) ? 4 : 1),
        "{'function_score': {'query': "
            + TWO
            + ", 'boost_mode': 'sum', 'functions': [{'filter': "
            + ONE
            + ", 'weight': 4}]}}");
    assertFinds(
        doc -> when(one(doc) >= 4, one(doc)),
        "{'function_score': {'query': " + ONE + ", 'min_score': 4, 'boost_mode': 'multiply'}}");
    assertFinds(
        doc -> one(doc) * 2 + doc.n(),
        "{'script_score': {'query': "
            + ONE
            + ", 'script': {'source': '_score * 2 + doc.n.value'}}}");
  }

  @Test
  public void nested() {
    Map<String, ToDoubleFunction<double[]>> modes = new HashMap<>();
    modes.put("sum", scores -> DoubleStream.of(scores).sum());
    modes.put("avg", scores -> DoubleStream.of(scores).average().orElseThrow());
    modes.put("max", scores -> DoubleStream.of(scores).max().orElseThrow());
    modes.put("min", scores -> DoubleStream.of(scores).min().orElseThrow());
    modes.put("none", scores -> 0);
    String inner = ONE.replace("'v'", "'items.v'");
    modes.forEach(
        (mode, combine) ->
            assertFinds(
                doc -> {
                  double[] scores =
                      doc.items().stream()
                          .mapToDouble(item -> Oracle.dot(ABC, item))
                          .filter(CompoundQueries::isMatch)
                          .toArray();
                  return scores.length == 0 ? Oracle.NO_MATCH : combine.applyAsDouble(scores);
                },
                "{'nested': {'path': 'items', 'score_mode': '"
                    + mode
                    + "', 'query': "
                    + inner
                    + "}}"));
    Answer answer =
        index.search(
            "{'query': {'nested': {'path': 'items', 'inner_hits': {}, 'query': " + inner + "}}}");
    // document 5 has two objects that match, the second one better
    Object[] hits = {"hits", "hits", 0, "inner_hits", "items", "hits", "hits"};
    assertEquals("5", answer.at("hits", "hits", 0, "_id").getAsString());
    assertEquals(1, answer.at(with(hits, 0, "_nested", "offset")).getAsInt());
    assertEquals(15, answer.at(with(hits, 0, "_score")).getAsDouble(), 1e-4);
    assertEquals(0, answer.at(with(hits, 1, "_nested", "offset")).getAsInt());
    assertEquals(4, answer.at(with(hits, 1, "_score")).getAsDouble(), 1e-4);
  }

  private static Object[] with(Object[] path, Object... more) {
    Object[] all = Arrays.copyOf(path, path.length + more.length);
    System.arraycopy(more, 0, all, path.length, more.length);
    return all;
  }

  @Test
  public void namesOfMatchedQueries() {
    Answer answer =
        index.search(
            "{'query': {'bool': {'should': ["
                + ONE.replace("}}}}", "}, \"_name\": \"one\"}}}")
                + ", "
                + TWO.replace("}}}}", "}, \"_name\": \"two\"}}}")
                + "]}}}");
    for (var hit : answer.at("hits", "hits").getAsJsonArray()) {
      JsonObject object = hit.getAsJsonObject();
      Doc doc = SmallIndex.doc(object.get("_id").getAsString());
      String expected =
          (isMatch(one(doc)) ? "\"one\"," : "") + (isMatch(two(doc)) ? "\"two\"," : "");
      String names = object.get("matched_queries").toString();
      assertEquals("[" + expected.substring(0, expected.length() - 1) + "]", names);
    }
    assertEquals(6, answer.at("hits", "hits").getAsJsonArray().size());
  }

  @Test
  public void aliasWithFilter() {
    http.post(
            "/_aliases",
            Index.json(
                "{'actions': [{'add': {'index': 'compound', 'alias': 'only-one', 'filter': "
                    + ONE
                    + "}}]}"))
        .ok();
    Answer answer = http.post("/only-one/_search", Index.json("{'query': " + TWO + "}")).ok();
    Index.assertHits(index.ranking(doc -> when(isMatch(one(doc)), two(doc))), answer);
  }

  @Test
  public void countValidateAndDeleteByQuery() {
    String body = "{'query': " + ONE + "}";
    assertEquals(5, index.post("/_count", body).ok().at("count").getAsInt());
    Answer valid = index.post("/_validate/query?explain=true", body).ok();
    assertTrue(valid.text(), valid.at("valid").getAsBoolean());
    String explanation = valid.at("explanations", 0, "explanation").getAsString();
    assertTrue(explanation, explanation.contains("v"));
    Answer invalid =
        index.post(
            "/_validate/query?explain=true", "{'query': {'neural_sparse': {'v': {'x': 1}}}}");
    assertTrue(invalid.text(), !invalid.at("valid").getAsBoolean());
    assertTrue(invalid.text(), invalid.text().contains("[neural_sparse] query does not know [x]"));

    Index gone = Index.create(http, "compound-gone");
    gone.add(SmallIndex.docs());
    Answer deleted = gone.post("/_delete_by_query?refresh=true", body).ok();
    assertEquals(5, deleted.at("deleted").getAsInt());
    gone.remove(gone.ranking(CompoundQueries::one).stream().map(s -> s.doc().id()).toList());
    gone.assertFinds(doc -> 1, "{'match_all': {}}");
    gone.assertFinds(CompoundQueries::two, TWO);
  }
}
