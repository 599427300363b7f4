/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static io.neuralsparse.contract.Index.json;
import static io.neuralsparse.contract.LexicalWeights.assertDocument;
import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * Vectors that are not made again. What a vector is from shows by planted ones: written past the
 * pipeline, they are no encoder's.
 */
@RunWith(Parameterized.class)
public final class SkipExisting {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final String OBJECT = "{'type': 'object', 'enabled': false}";

  private static Http http;

  public SkipExisting(String version) {}

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
    pipeline("skip", ", 'skip_existing': true");
    pipeline("all", "");
    http.delete("/skipping?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/skipping",
            json(
                "{'settings': {'number_of_replicas': 0, 'number_of_shards': 3}, 'mappings':"
                    + " {'properties': {'s': "
                    + OBJECT
                    + ", 'l': "
                    + OBJECT
                    + ", 'n': "
                    + OBJECT
                    + "}}}"))
        .ok();
  }

  private static void pipeline(String name, String more) {
    http.put(
            "/_ingest/pipeline/" + name,
            json(
                "{'processors': [{'sparse_encoding': {'field_map': {'t': 's', 'l.t': 's', 'n':"
                    + " {'t': 's'}}"
                    + more
                    + "}}]}"))
        .ok();
  }

  /** Writes document 1 past all pipelines. */
  private static void plant(String document) {
    http.put("/skipping/_doc/1?routing=r", json(document)).ok();
  }

  private static void send(String pipeline, String document) {
    http.put("/skipping/_doc/1?routing=r&pipeline=" + pipeline, json(document)).ok();
  }

  private static JsonElement source() {
    return http.get("/skipping/_doc/1?routing=r").ok().at("_source");
  }

  /** Sections "vector_cache" and "skip_existing" of the only node, by name. */
  private static Map<String, Long> counts() {
    JsonObject nodes =
        http.get("/_plugins/_neural_sparse/stats").ok().at("nodes").getAsJsonObject();
    JsonObject node = nodes.asMap().values().iterator().next().getAsJsonObject();
    Map<String, Long> counts = new TreeMap<>();
    for (String section : List.of("vector_cache", "skip_existing")) {
      node.getAsJsonObject(section)
          .asMap()
          .forEach((name, count) -> counts.put(name, count.getAsLong()));
    }
    return counts;
  }

  private static long counted(String name, Map<String, Long> before) {
    return counts().get(name) - before.get(name);
  }

  /** Texts that no other test has, so that no cache has them. */
  private static String fresh(String words) {
    return words + " " + Long.toString(System.nanoTime(), Character.MAX_RADIX);
  }

  @Test
  public void theVectorOfAnUnchangedTextIsCopied() {
    String text = fresh("copied");
    plant("{'t': '" + text + "', 's': {'.': 1.5, 'u.s': 0.25, '##ing': 7.0}}");
    Map<String, Long> before = counts();
    send("skip", "{'t': '" + text + "', 'new': 1}");
    assertDocument(
        "{'t': '" + text + "', 'new': 1, 's': {'.': 1.5, 'u.s': 0.25, '##ing': 7.0}}", source());
    assertEquals(1, counted("copied", before));
    assertEquals(1, counted("reads", before));
    assertEquals(0, counted("misses", before));
    send("all", "{'t': 'good day'}");
    assertDocument("{'t': 'good day', 's': 'good day'}", source());
  }

  @Test
  public void aChangedTextIsEncoded() {
    plant("{'t': 'good', 's': {'planted': 1}}");
    send("skip", "{'t': 'good .'}");
    assertDocument("{'t': 'good .', 's': 'good .'}", source());
    plant("{'t': 'good', 's': {'planted': 1}}");
    send("skip", "{'t': ['good']}");
    assertEquals(1, source().getAsJsonObject().get("s").getAsJsonArray().size());
    plant("{'t': 'good', 's': {'planted': 1}}");
    send("skip", "{'t': ' '}");
    assertDocument("{'t': ' '}", source());
  }

  @Test
  public void objectsAndLists() {
    String a = fresh("first");
    String b = fresh("second");
    String stored =
        "'l': {'t': '"
            + a
            + "', 's': {'x': 1}}, 'n': [{'t': '"
            + b
            + "', 's': {'y': 2}}, {'o': 3}], 't': ['"
            + fresh("other")
            + "', ' ', '"
            + fresh("third")
            + "']";
    plant("{" + stored + ", 's': [{'sparse_encoding': {'v': 4}}, {'sparse_encoding': {'w': 5}}]}");
    JsonObject before = source().getAsJsonObject();
    String third = before.get("t").getAsJsonArray().get(2).getAsString();
    send(
        "skip",
        "{'l': {'t': '"
            + a
            + "'}, 'n': [{'t': 'new'}, {'t': '"
            + b
            + "'}], 't': ['"
            + third
            + "', 'day .']}");
    assertDocument(
        "{'l': {'t': '"
            + a
            + "', 's': {'x': 1}}, 'n': [{'t': 'new', 's': 'new'}, {'t': '"
            + b
            + "', 's': {'y': 2}}], 't': ['"
            + third
            + "', 'day .'], 's': [{'sparse_encoding': {'w': 5}}, {'sparse_encoding': 'day .'}]}",
        source());
  }

  /** What no encoder can have given with these options is not copied. */
  @Test
  public void vectorsThatCannotBeRight() {
    for (String vector :
        List.of("{'x': 0}", "{'x': -1}", "{'x': 'y'}", "'y'", "[{'x': 1}]", "null")) {
      String text = fresh("day");
      plant("{'t': '" + text + "', 's': " + vector + "}");
      send("skip", "{'t': '" + text + "'}");
      JsonElement found = source().getAsJsonObject().get("s");
      Answer right =
          http.post(
              "/_ingest/pipeline/all/_simulate",
              json("{'docs': [{'_source': {'t': '" + text + "'}}]}"));
      assertEquals(vector, right.ok().at("docs", 0, "doc", "_source", "s"), found);
    }
    pipeline("skip", ", 'skip_existing': true, 'prune_type': 'top_k', 'prune_ratio': 1");
    plant("{'t': 'good good day', 's': {'x': 1, 'y': 2}}");
    send("skip", "{'t': 'good good day'}");
    assertEquals(
        List.of("good"), List.copyOf(source().getAsJsonObject().getAsJsonObject("s").keySet()));
  }

  /** Neither index nor document, no id, an index that can't be read: all is encoded. */
  @Test
  public void nothingToRead() {
    http.delete("/nowhere?ignore_unavailable=true").ok(200, 404);
    http.put("/nowhere/_doc/1?pipeline=skip", json("{'t': 'good day'}")).ok();
    assertDocument("{'t': 'good day', 's': 'good day'}", http.get("/nowhere/_doc/1").at("_source"));
    String id =
        http.post("/skipping/_doc?pipeline=skip", json("{'t': 'good day'}"))
            .ok()
            .at("_id")
            .getAsString();
    assertDocument(
        "{'t': 'good day', 's': 'good day'}", http.get("/skipping/_doc/" + id).at("_source"));
    // Whatever is kept, it is not of another document.
    plant("{'t': 'good day', 's': {'planted': 1}}");
    http.put("/skipping/_doc/2?pipeline=skip", json("{'t': 'good day'}")).ok();
    assertDocument(
        "{'t': 'good day', 's': 'good day'}", http.get("/skipping/_doc/2").at("_source"));
    Answer simulated =
        http.post(
            "/_ingest/pipeline/skip/_simulate", json("{'docs': [{'_source': {'t': 'good day'}}]}"));
    assertDocument(
        "{'t': 'good day', 's': 'good day'}", simulated.ok().at("docs", 0, "doc", "_source"));
  }

  @Test
  public void textsOfABulkAreEncodedOnce() {
    for (String pipeline : List.of("all", "skip")) {
      String text = fresh("same");
      StringBuilder bulk = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        bulk.append("{\"index\": {}}\n");
        bulk.append(json("{'t': '" + text + "', 'n': [{'t': '" + text + "'}]}\n"));
      }
      Map<String, Long> before = counts();
      Answer answer =
          http.post("/skipping/_bulk?refresh=true&pipeline=" + pipeline, bulk.toString()).ok();
      assertEquals(answer.toString(), false, answer.at("errors").getAsBoolean());
      assertEquals(100, counted("shared", before));
      assertEquals(1, counted("misses", before) - counted("joined", before));
      assertEquals(99, counted("hits", before) + counted("joined", before));
      Answer found =
          http.post(
              "/skipping/_search", json("{'query': {'match_phrase': {'t': '" + text + "'}}}"));
      JsonObject source = found.ok().at("hits", "hits", 0, "_source").getAsJsonObject();
      assertEquals(source.get("s"), source.getAsJsonArray("n").get(0).getAsJsonObject().get("s"));
    }
  }

  /** An update brings the old vector along; where this node has made it, nothing is read. */
  @Test
  public void updatesNeedNoReading() {
    String text = fresh("updated .");
    send("skip", "{'t': '" + text + "', 'c': 0}");
    JsonElement vector = source().getAsJsonObject().get("s");
    Map<String, Long> before = counts();
    http.post("/skipping/_update/1?routing=r", json("{'doc': {'c': 1}}")).ok();
    assertEquals(0, counted("kept", before));
    http.put("/skipping/_settings", json("{'index': {'default_pipeline': 'skip'}}")).ok();
    http.post("/skipping/_update/1?routing=r", json("{'doc': {'c': 2}}")).ok();
    assertEquals(vector, source().getAsJsonObject().get("s"));
    assertEquals(1, counted("kept", before));
    assertEquals(0, counted("reads", before));
    assertEquals(0, counted("misses", before));
    // The vector that comes along is not this text's any more.
    http.post("/skipping/_update/1?routing=r", json("{'doc': {'t': 'good day'}}")).ok();
    assertDocument("{'c': 2, 't': 'good day', 's': 'good day'}", source());
    assertEquals(1, counted("kept", before));
  }
}
