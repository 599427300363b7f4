/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static io.neuralsparse.contract.Index.json;
import static io.neuralsparse.contract.LexicalWeights.assertDocument;
import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * Documents that are written again. Almost every text has the token {@code .}; the official plugin
 * can't touch such a document a second time.
 */
@RunWith(Parameterized.class)
public final class Rewrites {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final String TEXT = "Made in the U.S. of A.";
  private static final String TOKENS = "made in the u . s . of a .";

  private static Http http;

  public Rewrites(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void connect(String version) {
    http = Servers.http(version);
  }

  @Before
  public void fill() {
    http.put(
            "/_ingest/pipeline/rewrite",
            json("{'processors': [{'sparse_encoding': {'field_map': {'t': 's', 'n.t': 's'}}}]}"))
        .ok();
    index("rewritten");
    http.put("/rewritten/_doc/1?refresh=true", json("{" + document(0) + "}")).ok();
    assertUnchanged("rewritten", 0);
  }

  private static void index(String name) {
    http.delete("/" + name + "?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/" + name,
            json(
                "{'settings': {'number_of_replicas': 0, 'default_pipeline': 'rewrite'},"
                    + " 'mappings': {'properties': {'s': {'type': 'rank_features'}, 'n': {'type':"
                    + " 'nested', 'properties': {'s': {'type': 'rank_features'}}}}}}"))
        .ok();
  }

  private static String document(int count) {
    return "'c': " + count + ", 't': '" + TEXT + "', 'n': [{'t': 'a .'}, {'t': 'b .'}]";
  }

  private static JsonElement source(String index) {
    return http.get("/" + index + "/_doc/1").ok().at("_source");
  }

  private static void assertUnchanged(String index, int count) {
    assertDocument(
        "{'c': "
            + count
            + ", 't': '"
            + TEXT
            + "', 's': '"
            + TOKENS
            + "', 'n': [{'t': 'a .', 's': 'a .'}, {'t': 'b .', 's': 'b .'}]}",
        source(index));
  }

  private static Answer post(String path, String body) {
    Answer answer = http.post(path, json(body)).ok();
    if (answer.body().has("failures")) {
      assertEquals(answer.toString(), 0, answer.at("failures").getAsJsonArray().size());
    }
    return answer;
  }

  @Test
  public void updates() {
    post("/rewritten/_update/1", "{'doc': {'c': 1}}");
    assertUnchanged("rewritten", 1);
    post("/rewritten/_update/1", "{'script': {'source': 'ctx._source.c += 1'}}");
    assertUnchanged("rewritten", 2);
    post("/rewritten/_update/1", "{'doc': {'c': 3}, 'doc_as_upsert': true}");
    assertUnchanged("rewritten", 3);
    post("/rewritten/_update/1", "{'doc': {'t': 'b .'}}");
    assertDocument(
        "{'c': 3, 't': 'b .', 's': 'b .', 'n': [{'t': 'a .', 's': 'a .'}, {'t': 'b .', 's': 'b"
            + " .'}]}",
        source("rewritten"));
    post(
        "/rewritten/_update/1",
        "{'script': {'source': 'ctx._source.t = null; ctx._source.n = []'}}");
    assertDocument("{'c': 3, 't': null, 'n': []}", source("rewritten"));
  }

  @Test
  public void upserts() {
    for (String body :
        List.of(
            "{'doc': {" + document(0) + "}, 'doc_as_upsert': true}",
            "{'script': {'source': 'ctx._source.c += 1'}, 'upsert': {" + document(0) + "}}",
            "{'scripted_upsert': true, 'script': {'source': 'ctx._source.c = 0'}, 'upsert': {"
                + document(7)
                + "}}")) {
      index("upserted");
      post("/upserted/_update/1", body);
      assertUnchanged("upserted", 0);
    }
  }

  /** In a bulk the server runs pipelines over what is inserted, not over what is merged. */
  @Test
  public void updatesInABulk() {
    index("upserted");
    Answer bulk =
        http.lines(
            "/_bulk",
            List.of(
                "{\"update\": {\"_index\": \"rewritten\", \"_id\": \"1\"}}",
                "{\"doc\": {\"c\": 1}}",
                "{\"update\": {\"_index\": \"upserted\", \"_id\": \"1\"}}",
                json("{'doc': {" + document(0) + "}, 'doc_as_upsert': true}"),
                "{\"update\": {\"_index\": \"upserted\", \"_id\": \"1\"}}",
                json("{'doc': {'c': 5}, 'upsert': {" + document(4) + "}}")));
    assertEquals(bulk.toString(), false, bulk.ok().at("errors").getAsBoolean());
    assertUnchanged("rewritten", 1);
    assertUnchanged("upserted", 5);
  }

  @Test
  public void updatesByQuery() {
    String script = "{'script': {'source': 'ctx._source.c += 1'}}";
    post("/rewritten/_update_by_query?refresh=true", script);
    assertUnchanged("rewritten", 1);
    post("/rewritten/_update_by_query?refresh=true&pipeline=rewrite", script);
    assertUnchanged("rewritten", 2);
    post("/rewritten/_update_by_query?refresh=true", "");
    assertUnchanged("rewritten", 2);
  }

  @Test
  public void reindexing() {
    index("again");
    post(
        "/_reindex?refresh=true", "{'source': {'index': 'rewritten'}, 'dest': {'index': 'again'}}");
    assertUnchanged("again", 0);
    index("again");
    post(
        "/_reindex?refresh=true",
        "{'source': {'index': 'rewritten'}, 'dest': {'index': 'again', 'pipeline': 'rewrite'},"
            + " 'script': {'source': 'ctx._source.c = 9'}}");
    assertUnchanged("again", 9);
    String query = json("{'query': {'neural_sparse': {'s': {'query_text': 'U.S. made'}}}}");
    Answer before = http.post("/rewritten/_search", query).ok();
    Answer after = http.post("/again/_search", query).ok();
    assertEquals(before.at("hits", "hits", 0, "_score"), after.at("hits", "hits", 0, "_score"));
  }
}
