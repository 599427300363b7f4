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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The ways to a search, and the indices that it may meet. */
@RunWith(Parameterized.class)
public final class Requests {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final Map<String, Float> WEIGHTS = Map.of("a", 2f, "b", 3f, "c", 0.5f);
  private static final String QUERY = Index.tokens(WEIGHTS);
  private static final String BODY = Index.json("{'query': " + QUERY + "}");

  private static Http http;
  private static Index index;

  public Requests(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void fill(String version) {
    http = Servers.http(version);
    index = Index.create(http, "requests");
    index.add(SmallIndex.docs());
    http.delete("/requests-bare?ignore_unavailable=true").ok(200, 404);
    http.put("/requests-bare/_doc/x?refresh=true", Index.json("{'group': 'x'}")).ok();
  }

  private static double score(Doc doc) {
    return Oracle.dot(WEIGHTS, doc.vector());
  }

  private static List<Scored> ranking() {
    return index.ranking(Requests::score);
  }

  private static Answer part(JsonElement element) {
    return new Answer("part", 200, Map.of(), element.toString());
  }

  @Test
  public void severalSearchesInOneRequest() {
    Answer answer =
        http.lines(
                "/_msearch",
                List.of(
                    Index.json("{'index': 'requests'}"),
                    BODY,
                    Index.json("{'index': 'requests', 'search_type': 'dfs_query_then_fetch'}"),
                    Index.json("{'size': 1, 'query': " + QUERY + "}"),
                    Index.json("{'index': 'requests'}"),
                    Index.json("{'query': {'neural_sparse': {'group': {'query_text': 'x'}}}}"),
                    Index.json("{'index': 'requests-bare'}"),
                    BODY))
            .ok();
    Index.assertHits(ranking(), part(answer.at("responses", 0)));
    Index.assertPage(ranking(), 0, 1, part(answer.at("responses", 1)));
    assertEquals(400, answer.at("responses", 2, "status").getAsInt());
    assertEquals(0, answer.at("responses", 3, "hits", "total", "value").getAsInt());
  }

  @Test
  public void templates() {
    String query =
        "{\\\"query\\\": {\\\"neural_sparse\\\": {\\\"v\\\": {\\\"query_tokens\\\":"
            + " {{#toJson}}tokens{{/toJson}}, \\\"boost\\\": {{boost}}}}}}";
    String parameters = "\"params\": {\"boost\": 2, \"tokens\": " + Doc.json(WEIGHTS) + "}";
    List<Scored> doubled = index.ranking(doc -> 2 * score(doc));
    Answer answer =
        http.post(
            "/requests/_search/template", "{\"source\": \"" + query + "\", " + parameters + "}");
    Index.assertHits(doubled, answer.ok());

    http.put(
            "/_scripts/by-tokens",
            "{\"script\": {\"lang\": \"mustache\", \"source\": \"" + query + "\"}}")
        .ok();
    String stored = "{\"id\": \"by-tokens\", " + parameters + "}";
    Index.assertHits(doubled, http.post("/requests/_search/template", stored).ok());
    assertEquals(
        2,
        http.post("/_render/template", stored)
            .ok()
            .at("template_output", "query", "neural_sparse", "v", "boost")
            .getAsInt());
    Answer several =
        http.lines("/_msearch/template", List.of("{\"index\": \"requests\"}", stored)).ok();
    Index.assertHits(doubled, part(several.at("responses", 0)));
  }

  @Test
  public void searchTypesAndPreferences() {
    for (String parameters :
        List.of(
            "search_type=dfs_query_then_fetch",
            "search_type=query_then_fetch",
            "preference=_local",
            "preference=someone",
            "batched_reduce_size=2",
            "pre_filter_shard_size=1",
            "max_concurrent_shard_requests=1",
            "allow_partial_search_results=false")) {
      Answer answer = http.post("/requests/_search?" + parameters, BODY).ok();
      Index.assertHits(ranking(), answer);
    }
    Answer get = http.get("/requests/_search", BODY).ok();
    Index.assertHits(ranking(), get);
  }

  @Test
  public void severalIndices() {
    Index other = Index.create(http, "requests-other");
    List<Doc> docs = new ArrayList<>();
    SmallIndex.docs().forEach(doc -> docs.add(Doc.of("o" + doc.id(), doc.n(), "o", doc.vector())));
    docs.add(Doc.of("best", 99, "o", Map.of("b", 50f)));
    other.add(docs);
    List<Doc> all = new ArrayList<>(index.docs());
    all.addAll(other.docs());

    // One of the three has no such field: it has no hits, and no failures.
    String indices = "/requests,requests-other,requests-bare/_search?size=100";
    Answer answer = http.post(indices, BODY).ok();
    assertEquals(0, answer.at("_shards", "failed").getAsInt());
    assertEquals(3, answer.at("_shards", "successful").getAsInt());
    Index.assertHits(Oracle.ranking(all, Requests::score), answer);
    Index.assertHits(
        Oracle.ranking(all, Requests::score), http.post("/requests*/_search?size=100", BODY).ok());

    String boosted = "{'query': " + QUERY + ", 'indices_boost': [{'requests': 10}]}";
    Index.assertHits(
        Oracle.ranking(all, doc -> score(doc) * (doc.in("o") ? 1 : 10)),
        http.post(indices, Index.json(boosted)).ok());
    http.delete("/requests-other").ok();
  }

  @Test
  public void fieldsThatAreNotThere() {
    Answer unmapped = http.post("/requests-bare/_search", BODY).ok();
    assertEquals(0, unmapped.at("hits", "total", "value").getAsInt());
    index.assertFinds(doc -> Oracle.NO_MATCH, QUERY.replace("'v'", "'nowhere'"));
    index.assertFinds(
        doc -> doc.in("x") ? 1 : Oracle.NO_MATCH,
        "{'bool': {'should': ["
            + QUERY.replace("'v'", "'nowhere'")
            + ", {'constant_score': {'filter': {'term': {'group': 'x'}}}}]}}");
  }

  @Test
  public void manyTokensAndLargeWeights() {
    Map<String, Float> many = new HashMap<>(WEIGHTS);
    for (int i = 0; i < 1500; i++) {
      many.put("t" + i, 1 + i / 100f);
    }
    Map<String, Float> vector = new HashMap<>();
    for (int i = 0; i < 1500; i += 3) {
      vector.put("t" + i, 0.1f + i / 500f);
    }
    Index wide = Index.create(http, "requests-wide");
    wide.add(SmallIndex.docs());
    wide.add(List.of(Doc.of("wide", 100, "x", vector)));
    wide.assertFinds(doc -> Oracle.dot(many, doc.vector()), Index.tokens(many));
    wide.assertFinds(
        doc -> doc.in("x") ? Oracle.dot(many, doc.vector()) : Oracle.NO_MATCH,
        "{'bool': {'must': " + Index.tokens(many) + ", 'filter': {'term': {'group': 'x'}}}}");
    Map<String, Float> large = Map.of("a", 64.5f, "b", 1e6f, "c", 3e-7f);
    wide.assertFinds(doc -> Oracle.dot(large, doc.vector()), Index.tokens(large));
    http.delete("/requests-wide").ok();
  }

  @Test
  public void specialTokensOfATextNeverMatch() {
    Map<String, Float> vector =
        Map.of("[UNK]", 3f, "[CLS]", 3f, "[SEP]", 3f, "[PAD]", 3f, "[MASK]", 3f, "hello", 1f);
    Index special = Index.create(http, "requests-special");
    special.add(List.of(Doc.of("1", 1, "x", vector)));
    String text = "{'neural_sparse': {'v': {'query_text': '%s'}}}";
    special.assertFinds(doc -> Oracle.NO_MATCH, text.replace("%s", "\u2603 [SEP] [UNK] [MASK]"));
    special.assertFinds(doc -> 6.9377565, text.replace("%s", "hello \u2603 [CLS] [PAD]"));
    // Who asks for them by name gets them.
    special.assertFinds(doc -> 6, Index.tokens(Map.of("[UNK]", 2f)));
    http.delete("/requests-special").ok();
  }

  @Test
  public void vectorsOutsideTheSource() {
    http.delete("/requests-lean?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/requests-lean",
            Index.json(
                "{'settings': {'number_of_shards': 1}, 'mappings': {'_source': {'excludes':"
                    + " ['v']}, "
                    + Doc.PROPERTIES
                    + "}}"))
        .ok();
    for (Doc doc : SmallIndex.docs()) {
      http.put("/requests-lean/_doc/" + doc.id() + "?refresh=true", doc.source().toString()).ok();
    }
    Answer answer = http.post("/requests-lean/_search", BODY).ok();
    Index.assertHits(ranking(), answer);
    JsonObject source = answer.at("hits", "hits", 0, "_source").getAsJsonObject();
    assertFalse(source.has("v"));
    assertTrue(source.has("group"));
    answer =
        index.search(
            "{'query': " + QUERY + ", '_source': false, 'docvalue_fields': ['n'], 'size': 1}");
    assertEquals(70, answer.at("hits", "hits", 0, "fields", "n", 0).getAsInt());
    http.delete("/requests-lean").ok();
  }

  @Test
  public void sortedIndex() {
    http.delete("/requests-sorted?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/requests-sorted",
            Index.json(
                "{'settings': {'number_of_shards': 1, 'index': {'sort.field': 'n', 'sort.order':"
                    + " 'desc'}}, 'mappings': {'properties': {'n': {'type': 'integer'}, 'v':"
                    + " {'type': 'rank_features'}}}}"))
        .ok();
    for (Doc doc : SmallIndex.docs()) {
      http.put("/requests-sorted/_doc/" + doc.id(), doc.source().toString()).ok();
    }
    http.post("/requests-sorted/_refresh", "").ok();
    Index.assertHits(ranking(), http.post("/requests-sorted/_search", BODY).ok());
    // In the index's own order it may stop early; the hits are the last documents that match.
    Answer answer =
        http.post(
                "/requests-sorted/_search",
                Index.json(
                    "{'size': 2, 'track_total_hits': false, 'sort': [{'n': 'desc'}], 'query': "
                        + QUERY
                        + "}"))
            .ok();
    assertEquals(List.of("7", "4"), Index.ids(answer));
    http.delete("/requests-sorted").ok();
  }
}
