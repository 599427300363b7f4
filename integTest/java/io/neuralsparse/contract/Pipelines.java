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
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** The ingest processor in pipelines, among others and on all ways that lead into one. */
@RunWith(Parameterized.class)
public final class Pipelines {
  @ClassRule public static final Servers servers = Servers.rule();

  private static final String FAULT =
      "field [t] must be a text or a list of texts, found a number [7]";

  private static Http http;

  public Pipelines(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void connect(String version) {
    http = Servers.http(version);
    processor("encode", "");
  }

  private static void pipeline(String name, String body) {
    http.put("/_ingest/pipeline/" + name, json(body)).ok();
  }

  private static void processor(String name, String more) {
    pipeline(name, "{'processors': [" + encoding(more) + "]}");
  }

  private static String encoding(String more) {
    return "{'sparse_encoding': {'field_map': {'t': 's'}" + more + "}}";
  }

  private static void index(String name, String settings) {
    http.delete("/" + name + "?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/" + name,
            json(
                "{'settings': {'number_of_replicas': 0"
                    + settings
                    + "}, 'mappings': {'properties': {'t': {'type': 'object', 'enabled': false}, 's': {'type': 'rank_features'}, 'w': {'properties':"
                    + " {'s': {'type': 'rank_features'}}}}}}"))
        .ok();
  }

  private static JsonElement source(String index, String id) {
    return http.get("/" + index + "/_doc/" + id).ok().at("_source");
  }

  /** Sends documents 0, 1, … and gives the items of the answer. */
  private static List<JsonObject> bulk(String path, String... documents) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < documents.length; i++) {
      lines.add("{\"index\": {\"_id\": \"" + i + "\"}}");
      lines.add(json(documents[i]));
    }
    List<JsonObject> items = new ArrayList<>();
    for (JsonElement item : http.lines(path, lines).ok().at("items").getAsJsonArray()) {
      items.add(item.getAsJsonObject().getAsJsonObject("index"));
    }
    return items;
  }

  private static List<Integer> statuses(List<JsonObject> items) {
    return items.stream().map(item -> item.get("status").getAsInt()).toList();
  }

  @Test
  public void oneBadDocumentOfABulkFailsAlone() {
    for (String batchSize : List.of("1", "2", "1000")) {
      processor("batches", ", 'batch_size': " + batchSize);
      index("alone", "");
      List<JsonObject> items =
          bulk(
              "/alone/_bulk?pipeline=batches",
              "{'t': 'a .'}",
              "{'t': 7}",
              "{'t': 'c'}",
              "{'n': 1}",
              "{'t': ['x', null]}",
              "{'t': 'e'}");
      assertEquals(List.of(201, 400, 201, 201, 400, 201), statuses(items));
      JsonObject error = items.get(1).getAsJsonObject("error");
      assertEquals("illegal_argument_exception", error.get("type").getAsString());
      assertEquals(FAULT, error.get("reason").getAsString());
      assertEquals(
          "field [t] must be a text or a list of texts, found a list with null",
          items.get(4).getAsJsonObject("error").get("reason").getAsString());
      assertDocument("{'t': 'a .', 's': 'a .'}", source("alone", "0"));
      assertDocument("{'n': 1}", source("alone", "3"));
      assertDocument("{'t': 'e', 's': 'e'}", source("alone", "5"));
      assertEquals(404, http.get("/alone/_doc/1").status());
    }
  }

  /** What a batch makes of a document is what it makes of the document alone. */
  @Test
  public void aloneOrInABulk() {
    index("both", ", 'default_pipeline': 'encode'");
    String[] documents = new String[60];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = "{'t': '" + "good day . ".repeat(1 + i % 7) + "u.s " + i % 3 + "'}";
    }
    bulk("/both/_bulk", documents);
    for (int i = 0; i < 7; i++) {
      JsonElement batched = source("both", "" + i);
      http.put("/both/_doc/alone", json(documents[i])).ok();
      assertEquals(batched, source("both", "alone"));
    }
  }

  @Test
  public void failuresAreHandled() {
    String handlers =
        "[{'set': {'field': 'e', 'value': '{{_ingest.on_failure_message}}"
            + " {{_ingest.on_failure_processor_type}} {{_ingest.on_failure_processor_tag}}'}}]";
    processor("handled", ", 'tag': 'mine', 'on_failure': " + handlers);
    pipeline(
        "handled-outside",
        "{'processors': [" + encoding(", 'tag': 'mine'") + "], 'on_failure': " + handlers + "}");
    for (String pipeline : List.of("handled", "handled-outside")) {
      index("handling", "");
      List<JsonObject> items =
          bulk("/handling/_bulk?pipeline=" + pipeline, "{'t': 'a .'}", "{'t': 7}", "{'t': 'b'}");
      assertEquals(List.of(201, 201, 201), statuses(items));
      assertDocument("{'t': 'a .', 's': 'a .'}", source("handling", "0"));
      String handled = "{'t': 7, 'e': '" + FAULT + " sparse_encoding mine'}";
      assertDocument(handled, source("handling", "1"));
      http.put("/handling/_doc/1?pipeline=" + pipeline, json("{'t': 7}")).ok();
      assertDocument(handled, source("handling", "1"));
    }
    processor("ignored", ", 'ignore_failure': true");
    index("handling", "");
    assertEquals(
        List.of(201, 201),
        statuses(bulk("/handling/_bulk?pipeline=ignored", "{'t': 7}", "{'t': 'b'}")));
    assertDocument("{'t': 7}", source("handling", "0"));
    assertDocument("{'t': 'b', 's': 'b'}", source("handling", "1"));
  }

  @Test
  public void conditions() {
    processor("condition", ", 'if': 'ctx.wanted == true'");
    index("conditional", "");
    List<JsonObject> items =
        bulk(
            "/conditional/_bulk?pipeline=condition",
            "{'t': 'a .', 'wanted': true}",
            "{'t': 'b', 'wanted': false}",
            "{'t': 7}",
            "{'t': 7, 'wanted': true}");
    assertEquals(List.of(201, 201, 201, 400), statuses(items));
    assertDocument("{'t': 'a .', 'wanted': true, 's': 'a .'}", source("conditional", "0"));
    assertDocument("{'t': 'b', 'wanted': false}", source("conditional", "1"));
    assertDocument("{'t': 7}", source("conditional", "2"));
  }

  @Test
  public void pipelinesInPipelines() {
    pipeline(
        "outer",
        "{'processors': [{'set': {'field': 't', 'value': '{{raw}} .'}}, {'pipeline': {'name':"
            + " 'encode'}}, {'remove': {'field': 'raw'}}, {'sparse_encoding': {'field_map': {'u':"
            + " 'w.s'}}}]}");
    index("outside", "");
    assertEquals(
        List.of(201, 201),
        statuses(
            bulk("/outside/_bulk?pipeline=outer", "{'raw': 'a', 'u': 'b'}", "{'raw': 'good'}")));
    assertDocument("{'t': 'a .', 'u': 'b', 's': 'a .', 'w': {'s': 'b'}}", source("outside", "0"));
    assertDocument("{'t': 'good .', 's': 'good .'}", source("outside", "1"));
  }

  @Test
  public void defaultAndFinalPipelines() {
    pipeline("final", "{'processors': [{'sparse_encoding': {'field_map': {'u': 'w.s'}}}]}");
    index("default", ", 'default_pipeline': 'encode', 'final_pipeline': 'final'");
    assertEquals(
        List.of(201, 201),
        statuses(bulk("/default/_bulk", "{'t': 'a .', 'u': 'b .'}", "{'t': 'c', 'u': 'd'}")));
    assertDocument(
        "{'t': 'a .', 'u': 'b .', 's': 'a .', 'w': {'s': 'b .'}}", source("default", "0"));
    http.put("/default/_doc/2?pipeline=_none", json("{'t': 'a', 'u': 'b'}")).ok();
    assertDocument("{'t': 'a', 'u': 'b', 'w': {'s': 'b'}}", source("default", "2"));
  }

  @Test
  public void dataStreams() {
    http.put(
            "/_index_template/stream",
            json(
                "{'index_patterns': ['stream*'], 'data_stream': {}, 'template': {'settings':"
                    + " {'number_of_replicas': 0, 'default_pipeline': 'encode'}, 'mappings':"
                    + " {'properties': {'s': {'type': 'rank_features'}}}}}"))
        .ok();
    try {
      String document = "{\"@timestamp\": \"2026-01-01T00:00:00Z\", \"t\": \"good day .\"}";
      Answer bulk =
          http.lines(
              "/stream-a/_bulk?refresh=true",
              List.of("{\"create\": {}}", document, "{\"create\": {\"_id\": \"1\"}}", document));
      assertEquals(bulk.toString(), false, bulk.ok().at("errors").getAsBoolean());
      http.post("/stream-a/_doc?refresh=true", document).ok();
      Answer found =
          http.post(
              "/stream-a/_search",
              json("{'query': {'neural_sparse': {'s': {'query_text': 'good'}}}}"));
      assertEquals(3, found.ok().at("hits", "total", "value").getAsInt());
      JsonObject source = found.at("hits", "hits", 0, "_source").getAsJsonObject();
      LexicalWeights.assertVector("good day .", source.get("s"));
    } finally {
      http.delete("/_data_stream/stream-a").ok(200, 404);
      http.delete("/_index_template/stream").ok();
    }
  }

  @Test
  public void simulation() {
    String docs = "{'docs': [{'_source': {'t': 'a .'}}, {'_source': {'t': 7}}, {'_source': {}}]}";
    Answer simulated = http.post("/_ingest/pipeline/encode/_simulate", json(docs)).ok();
    assertDocument("{'t': 'a .', 's': 'a .'}", simulated.at("docs", 0, "doc", "_source"));
    assertEquals(FAULT, simulated.at("docs", 1, "error", "reason").getAsString());
    assertDocument("{}", simulated.at("docs", 2, "doc", "_source"));
    Answer verbose = http.post("/_ingest/pipeline/encode/_simulate?verbose=true", json(docs)).ok();
    assertEquals(
        "sparse_encoding",
        verbose.at("docs", 0, "processor_results", 0, "processor_type").getAsString());
    assertDocument(
        "{'t': 'a .', 's': 'a .'}",
        verbose.at("docs", 0, "processor_results", 0, "doc", "_source"));
    assertEquals(
        FAULT, verbose.at("docs", 1, "processor_results", 0, "error", "reason").getAsString());
  }
}
