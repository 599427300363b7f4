/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.contract.Oracle.Scored;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** A ranking in parts and in other orders: every hit comes once, at its place, with its score. */
@RunWith(Parameterized.class)
public final class Pages {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final Map<String, Float> WEIGHTS = Map.of("t0", 2f, "t1", 70f, "t3", 0.5f);
  private static final String QUERY = Index.tokens(WEIGHTS);
  private static final String BODY = "'query': " + QUERY;

  private static Http http;
  private static Index index;

  public Pages(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    http = Servers.http(version);
    index = Index.create(http, "pages", "{'number_of_shards': 2, 'number_of_replicas': 0}");
    List<String> tokens = IntStream.range(0, 40).mapToObj(i -> "t" + i).toList();
    List<Doc> docs = new RandomDocs(42, tokens).next(150);
    index.add(docs.subList(0, 70));
    index.add(docs.subList(70, 150));
    index.remove(List.of("7", "77", "100"));
  }

  private static double score(Doc doc) {
    return Oracle.dot(WEIGHTS, doc.vector());
  }

  private static List<Scored> ranking() {
    List<Scored> ranking = index.ranking(Pages::score);
    assertTrue("the test needs hits", ranking.size() > 60);
    return ranking;
  }

  private static List<String> ids(List<Scored> ranking) {
    return ranking.stream().map(scored -> scored.doc().id()).toList();
  }

  @Test
  public void fromAndSize() {
    List<Scored> ranking = ranking();
    for (int from = 0; from < ranking.size() + 10; from += 9) {
      Answer page = index.search("{" + BODY + ", 'from': " + from + ", 'size': 9}");
      Index.assertPage(ranking, from, 9, page);
      assertEquals(ranking.size(), page.at("hits", "total", "value").getAsInt());
    }
    Answer none = index.search("{" + BODY + ", 'size': 0}");
    assertEquals(ranking.size(), none.at("hits", "total", "value").getAsInt());
  }

  @Test
  public void sorted() {
    List<Scored> byNumber =
        ranking().stream().sorted(Comparator.comparingInt(s -> s.doc().n())).toList();
    Answer answer = index.search("{" + BODY + ", 'size': 500, 'sort': 'n'}");
    assertEquals(ids(byNumber), Index.ids(answer));
    assertTrue(answer.at("hits", "hits", 0, "_score").isJsonNull());
    answer = index.search("{" + BODY + ", 'size': 500, 'sort': 'n', 'track_scores': true}");
    assertEquals(ids(byNumber), Index.ids(answer));
    Index.assertHits(byNumber, answer);

    List<Scored> worstFirst = new ArrayList<>(ranking());
    worstFirst.sort(Comparator.comparingDouble(Scored::score));
    answer = index.search("{" + BODY + ", 'size': 500, 'sort': {'_score': 'asc'}}");
    Index.assertHits(worstFirst, answer);
  }

  /** All hits of requests that each begin where the one before ended. */
  private static void assertAllHitsOnce(List<JsonArray> pages) {
    Set<String> seen = new HashSet<>();
    List<Scored> ranking = ranking();
    int place = 0;
    for (JsonArray page : pages) {
      for (JsonElement element : page) {
        JsonObject hit = element.getAsJsonObject();
        String id = hit.get("_id").getAsString();
        assertTrue(id, seen.add(id));
        Scored own =
            ranking.stream().filter(s -> s.doc().id().equals(id)).findFirst().orElseThrow();
        double score = hit.get("_score").getAsDouble();
        Index.assertScore(id, own.score(), score);
        Index.assertScore(id, ranking.get(place++).score(), score);
      }
    }
    assertEquals(ranking.size(), place);
  }

  @Test
  public void scroll() {
    List<JsonArray> pages = new ArrayList<>();
    Answer answer = index.post("/_search?scroll=1m", "{" + BODY + ", 'size': 20}").ok();
    while (answer.at("hits", "hits").getAsJsonArray().size() > 0) {
      pages.add(answer.at("hits", "hits").getAsJsonArray());
      String id = answer.at("_scroll_id").getAsString();
      answer =
          http.post("/_search/scroll", Index.json("{'scroll': '1m', 'scroll_id': '" + id + "'}"))
              .ok();
    }
    http.delete("/_search/scroll/_all").ok();
    assertAllHitsOnce(pages);
  }

  @Test
  public void pointInTimeAndSearchAfter() {
    String pit =
        index.post("/_search/point_in_time?keep_alive=1m", "").ok().at("pit_id").getAsString();
    // What comes after the point in time is not found in it.
    http.put("/pages/_doc/late?refresh=true", Index.json("{'n': -1, 'v': {'t1': 50}}")).ok();
    List<JsonArray> pages = new ArrayList<>();
    String after = "";
    while (true) {
      Answer answer =
          http.post(
                  "/_search",
                  Index.json(
                      "{"
                          + BODY
                          + ", 'size': 20, 'pit': {'id': '"
                          + pit
                          + "', 'keep_alive': '1m'}, 'sort': [{'_score': 'desc'}, {'n': 'asc'}]"
                          + after
                          + "}"))
              .ok();
      JsonArray hits = answer.at("hits", "hits").getAsJsonArray();
      if (hits.isEmpty()) {
        break;
      }
      pages.add(hits);
      after =
          ", 'search_after': " + hits.get(hits.size() - 1).getAsJsonObject().get("sort").toString();
    }
    http.request("DELETE", "/_search/point_in_time", Index.json("{'pit_id': ['" + pit + "']}"))
        .ok();
    http.delete("/pages/_doc/late?refresh=true").ok();
    assertAllHitsOnce(pages);
  }

  @Test
  public void slicedScroll() {
    Set<String> seen = new HashSet<>();
    for (int slice = 0; slice < 2; slice++) {
      Answer answer =
          index
              .post(
                  "/_search?scroll=1m",
                  "{" + BODY + ", 'size': 500, 'slice': {'id': " + slice + ", 'max': 2}}")
              .ok();
      for (String id : Index.ids(answer)) {
        assertTrue(id, seen.add(id));
      }
    }
    http.delete("/_search/scroll/_all").ok();
    assertEquals(Set.copyOf(ids(ranking())), seen);
  }

  @Test
  public void collapsed() {
    List<Scored> ranking = ranking();
    Answer answer =
        index.search(
            "{"
                + BODY
                + ", 'collapse': {'field': 'group', 'inner_hits': {'name': 'best', 'size': 3}}}");
    List<Scored> heads = new ArrayList<>();
    Set<String> groups = new HashSet<>();
    for (Scored scored : ranking) {
      if (groups.add(scored.doc().group())) {
        heads.add(scored);
      }
    }
    JsonArray hits = answer.at("hits", "hits").getAsJsonArray();
    assertEquals(heads.size(), hits.size());
    for (int i = 0; i < heads.size(); i++) {
      JsonObject hit = hits.get(i).getAsJsonObject();
      String group = heads.get(i).doc().group();
      assertEquals(
          group, hit.getAsJsonObject("fields").getAsJsonArray("group").get(0).getAsString());
      Index.assertScore(group, heads.get(i).score(), hit.get("_score").getAsDouble());
      List<Scored> own = ranking.stream().filter(s -> s.doc().in(group)).toList();
      Answer inner =
          new Answer(
              group, 200, Map.of(), hit.getAsJsonObject("inner_hits").get("best").toString());
      Index.assertPage(own, 0, 3, inner);
      assertEquals(own.size(), inner.at("hits", "total", "value").getAsInt());
    }
  }

  @Test
  public void rescored() {
    Map<String, Float> second = Map.of("t2", 3f, "t5", 1f);
    Map<String, DoubleBinaryOperator> modes =
        Map.of(
            "total", (a, b) -> a + b,
            "multiply", (a, b) -> a * b,
            "avg", (a, b) -> (a + b) / 2,
            "max", Math::max,
            "min", Math::min);
    modes.forEach(
        (mode, combine) -> {
          String rescore =
              ", 'rescore': {'window_size': 10000, 'query': {'score_mode': '"
                  + mode
                  + "', 'query_weight': 0.7, 'rescore_query_weight': 1.3, 'rescore_query': "
                  + Index.tokens(second)
                  + "}}";
          index.assertFinds(
              doc -> {
                double first = 0.7 * score(doc);
                double other = 1.3 * Oracle.dot(second, doc.vector());
                return Double.isNaN(other) ? first : combine.applyAsDouble(first, other);
              },
              QUERY,
              rescore);
        });
    // Only the best ten of each shard are scored again; none of them can fall behind the others.
    List<Scored> ranking = ranking();
    Answer answer =
        index.search(
            "{"
                + BODY
                + ", 'size': 10, 'rescore': {'window_size': 10, 'query': {'rescore_query':"
                + " {'constant_score': {'boost': 1000, 'filter': {'match_all': {}}}}}}}");
    for (int i = 0; i < 10; i++) {
      Index.assertScore(
          answer.toString(),
          ranking.get(i).score() + 1000,
          answer.at("hits", "hits", i, "_score").getAsDouble());
    }
  }
}
