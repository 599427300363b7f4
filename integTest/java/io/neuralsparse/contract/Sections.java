/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.contract.Oracle.Scored;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.List;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The other sections of a search's body, beside the query. */
@RunWith(Parameterized.class)
public final class Sections {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final Map<String, Float> WEIGHTS = Map.of("a", 2f, "b", 3f, "c", 0.5f);
  private static final String QUERY = Index.tokens(WEIGHTS);
  private static final String BODY = "'query': " + QUERY;

  private static Http http;
  private static Index index;

  public Sections(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    http = Servers.http(version);
    index = Index.create(http, "sections");
    index.add(SmallIndex.docs());
  }

  private static double score(Doc doc) {
    return Oracle.dot(WEIGHTS, doc.vector());
  }

  private static int total(Answer answer) {
    return answer.at("hits", "total", "value").getAsInt();
  }

  @Test
  public void leastScoreAndFilterAfterwards() {
    index.assertFinds(
        doc -> score(doc) >= 6 ? score(doc) : Oracle.NO_MATCH, QUERY, ", 'min_score': 6");
    index.assertFinds(
        doc -> doc.in("y") ? score(doc) : Oracle.NO_MATCH,
        QUERY,
        ", 'post_filter': {'term': {'group': 'y'}}");
    index.assertFinds(
        doc -> Double.isNaN(score(doc)) ? Oracle.NO_MATCH : 1,
        "{'match_all': {}}",
        ", 'post_filter': " + QUERY);
  }

  @Test
  public void terminateAfterAndTimeout() {
    Answer answer = index.search("{" + BODY + ", 'terminate_after': 2}");
    assertTrue(answer.at("terminated_early").getAsBoolean());
    assertEquals(2, total(answer));
    assertEquals(2, Index.ids(answer).size());
    for (JsonElement hit : answer.at("hits", "hits").getAsJsonArray()) {
      Doc doc = SmallIndex.doc(hit.getAsJsonObject().get("_id").getAsString());
      Index.assertScore(doc.id(), score(doc), hit.getAsJsonObject().get("_score").getAsDouble());
    }
    assertFalse(
        index
            .search("{" + BODY + ", 'terminate_after': 100}")
            .at("terminated_early")
            .getAsBoolean());
    answer = index.search("{" + BODY + ", 'timeout': '30s'}");
    assertFalse(answer.at("timed_out").getAsBoolean());
    Index.assertHits(index.ranking(Sections::score), answer);
  }

  @Test
  public void totals() {
    List<Scored> ranking = index.ranking(Sections::score);
    Answer answer = index.search("{" + BODY + ", 'track_total_hits': true}");
    assertEquals(5, total(answer));
    assertEquals("eq", answer.at("hits", "total", "relation").getAsString());
    Index.assertHits(ranking, answer);
    answer = index.search("{" + BODY + ", 'track_total_hits': 3}");
    assertEquals(3, total(answer));
    assertEquals("gte", answer.at("hits", "total", "relation").getAsString());
    Index.assertHits(ranking, answer);
    answer = index.search("{" + BODY + ", 'track_total_hits': false}");
    assertFalse(answer.at("hits").getAsJsonObject().has("total"));
    Index.assertHits(ranking, answer);
    answer = index.post("/_search?rest_total_hits_as_int=true", "{" + BODY + "}").ok();
    assertEquals(5, answer.at("hits", "total").getAsInt());
  }

  @Test
  public void aggregations() {
    Answer answer =
        index.search(
            "{"
                + BODY
                + ", 'size': 1, 'aggs': {'groups': {'terms': {'field': 'group', 'order': {'_key':"
                + " 'asc'}}, 'aggs': {'best': {'top_hits': {'size': 5}}, 'n': {'sum': {'field':"
                + " 'n'}}}}, 'all': {'global': {}, 'aggs': {'again': {'filter': "
                + QUERY
                + "}}}}}");
    List<Scored> ranking = index.ranking(Sections::score);
    Index.assertPage(ranking, 0, 1, answer);
    assertEquals(2, answer.at("aggregations", "groups", "buckets").getAsJsonArray().size());
    int place = 0;
    for (String group : List.of("x", "y")) {
      JsonObject bucket = answer.at("aggregations", "groups", "buckets", place++).getAsJsonObject();
      List<Scored> own = ranking.stream().filter(s -> s.doc().in(group)).toList();
      assertEquals(group, bucket.get("key").getAsString());
      assertEquals(own.size(), bucket.get("doc_count").getAsInt());
      assertEquals(
          own.stream().mapToInt(s -> s.doc().n()).sum(),
          bucket.getAsJsonObject("n").get("value").getAsInt());
      Index.assertHits(own, new Answer(group, 200, Map.of(), bucket.get("best").toString()));
    }
    assertEquals(5, answer.at("aggregations", "all", "again", "doc_count").getAsInt());
  }

  @Test
  public void profile() {
    Answer answer = index.search("{" + BODY + ", 'profile': true}");
    Index.assertHits(index.ranking(Sections::score), answer);
    // In an index with nested objects it is not the outermost query.
    String query = "\"type\":\"SparseDotProductQuery\",\"description\":\"v:";
    assertTrue(answer.text(), answer.at("profile").toString().contains(query));
  }

  @Test
  public void explanations() {
    Answer answer = index.search("{" + BODY + ", 'explain': true}");
    List<Scored> ranking = index.ranking(Sections::score);
    Index.assertHits(ranking, answer);
    for (int i = 0; i < ranking.size(); i++) {
      Scored scored = ranking.get(i);
      String id = scored.doc().id();
      JsonElement inSearch = answer.at("hits", "hits", i, "_explanation");
      JsonElement alone = index.post("/_explain/" + id, "{" + BODY + "}").ok().at("explanation");
      for (JsonElement explanation : List.of(inSearch, alone)) {
        Index.assertScore(
            id, scored.score(), explanation.getAsJsonObject().get("value").getAsDouble());
        for (String token : WEIGHTS.keySet()) {
          assertEquals(
              explanation.toString(),
              scored.doc().vector().containsKey(token),
              explanation.toString().matches(".*\\b" + token + "\\b(?! of| sum).*"));
        }
      }
    }
    Answer no = index.post("/_explain/6", "{" + BODY + "}").ok();
    assertFalse(no.at("matched").getAsBoolean());
  }

  /** The same request twice, of which the second is answered from the cache. */
  @Test
  public void requestCache() {
    String body = "{" + BODY + ", 'size': 0, 'aggs': {'n': {'max': {'field': 'n'}}}}";
    int before = cacheHits();
    for (int i = 0; i < 3; i++) {
      Answer answer = index.post("/_search?request_cache=true", body).ok();
      assertEquals(70, answer.at("aggregations", "n", "value").getAsInt());
      assertEquals(5, total(answer));
    }
    // Another weight is another request.
    String other = body.replace("\"a\":2.0", "\"x\":2.0").replace("\"b\":3.0", "\"y\":1.0");
    assertEquals(2, total(index.post("/_search?request_cache=true", other).ok()));
    assertEquals(before + 2, cacheHits());
  }

  private static int cacheHits() {
    return http.get("/sections/_stats/request_cache")
        .ok()
        .at("_all", "total", "request_cache", "hit_count")
        .getAsInt();
  }
}
