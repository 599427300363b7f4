/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/** Encoding at ingest and searching without a model, on the built-in model. */
@RunWith(Parameterized.class)
public final class SearchIT {
  private static Node node;
  private static Http http;

  public SearchIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    node = SharedNodes.take(version);
    http = node.http();
    put(
        "/_ingest/pipeline/encode",
        "{'processors': [{'sparse_encoding': {'field_map': {'text': 'text_sparse'}}}]}");
    put(
        "/plain",
        "{'settings': {'number_of_shards': 1}, 'mappings': {'properties': {'v': {'type':"
            + " 'rank_features'}, 'other_name': {'type': 'alias', 'path': 'v'}, 'word': {'type':"
            + " 'keyword'}}}}");
    put("/plain/_doc/1?refresh=true", "{'v': {'good': 3.6415958, 'a': 0.4022789}}");
    put("/plain/_doc/2?refresh=true", "{'v': {'hello': 1.0, 'world': 1.0, 'b': 2.0}}");
  }

  @AfterParam
  public static void stop() {
    if (node != null) {
      List<String> complaints = new ArrayList<>(ServerLog.complaints(node.logs()));
      SharedNodes.giveBack(node);
      complaints.removeIf(line -> line.contains("documents of a pipeline are refused for now"));
      assertEquals(List.of(), complaints);
    }
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static Answer put(String path, String body) {
    return http.put(path, json(body)).ok();
  }

  private static Answer search(String index, String query) {
    return http.post("/" + index + "/_search", json("{'query': " + query + "}"));
  }

  private static double score(String index, String query) {
    return search(index, query).ok().at("hits", "hits", 0, "_score").getAsDouble();
  }

  private static void assertRefused(Answer answer, String reason) {
    assertEquals(answer.toString(), 400, answer.status());
    assertTrue(answer.text(), answer.text().contains(reason.replace("\"", "\\\"")));
  }

  /** An index whose documents are encoded as they come in. */
  private static void encodedIndex(String index) {
    put(
        "/" + index,
        "{'settings': {'default_pipeline': 'encode', 'number_of_shards': 1}, 'mappings':"
            + " {'properties': {'text': {'type': 'text'}, 'text_sparse': {'type':"
            + " 'rank_features'}}}}");
  }

  private static JsonObject source(String index, String id) {
    return http.get("/" + index + "/_doc/" + id).ok().at("_source").getAsJsonObject();
  }

  /** The scores that the contract writes down, from the reference and by hand. */
  @Test
  public void scoresAreThoseOfTheContract() {
    for (String name : List.of("neural_sparse", "learned_sparse")) {
      assertEquals(
          4.443359375,
          score("plain", "{'" + name + "': {'v': {'query_tokens': {'good': 1, 'a': 2}}}}"),
          1e-4);
      // hello and world once each, whatever their number; b is the document's alone
      assertEquals(
          6.937756538391113 + 3.4208686351776123,
          score("plain", "{'" + name + "': {'v': {'query_text': 'Hello world hello'}}}"),
          1e-4);
      assertEquals(
          2 * 3.7727110385894775,
          score(
              "plain", "{'" + name + "': {'v': {'query_text': 'b', 'analyzer': 'bert-uncased'}}}"),
          1e-4);
      assertEquals(
          0.5 * 2 * 3.7727110385894775,
          score(
              "plain",
              "{'"
                  + name
                  + "': {'v': {'query_text': 'b', 'model_id': 'lexical', 'boost': 0.5, '_name':"
                  + " 'n'}}}"),
          1e-4);
      // through an alias of the field
      assertEquals(
          2000,
          score("plain", "{'" + name + "': {'other_name': {'query_tokens': {'b': 1000}}}}"),
          1e-4);
    }
  }

  @Test
  public void namesOfMatchedQueriesComeBack() {
    Answer answer =
        search("plain", "{'neural_sparse': {'v': {'query_text': 'hello', '_name': 'mine'}}}");
    assertEquals("mine", answer.ok().at("hits", "hits", 0, "matched_queries", 0).getAsString());
  }

  @Test
  public void whatIsNotThereMatchesNothing() {
    for (String body :
        List.of(
            "{'v': {'query_text': '  '}}",
            "{'v': {'query_text': '\u2603 [SEP] [UNK]'}}",
            "{'unmapped': {'query_text': 'hello'}}")) {
      Answer answer = search("plain", "{'neural_sparse': " + body + "}").ok();
      assertEquals(0, answer.at("hits", "total", "value").getAsInt());
    }
  }

  @Test
  public void mistakesAreExplained() {
    assertRefused(
        search("plain", "{'neural_sparse': {'v': {'query_text': 'x', 'model_id': 'nope'}}}"),
        "unknown model [nope], this node has [lexical, one-layer] in [config/neural-sparse/models]");
    assertRefused(
        search("plain", "{'neural_sparse': {'v': {'query_text': 'x', 'analyzer': 'english'}}}"),
        "[analyzer] must be the name of a model, or of a model's tokeniser, got [english]; this"
            + " node has the models [lexical, one-layer]");
    assertRefused(
        search("plain", "{'neural_sparse': {'word': {'query_text': 'x'}}}"),
        "[neural_sparse] query needs a field of type [rank_features], got [word] of type"
            + " [keyword]");
    assertRefused(
        search("plain", "{'neural_sparse': {'v': {'query_tokens': {'x': 0}}}}"),
        "[neural_sparse] query [query_tokens] weight of token [x] must be positive and finite, got"
            + " [0]");
    assertRefused(
        http.put(
            "/_ingest/pipeline/bad",
            json(
                "{'processors': [{'sparse_encoding': {'model_id': 'nope', 'field_map': {'t': 's'}"
                    + "}}]}")),
        "[model_id] unknown model [nope], this node has [lexical, one-layer] in"
            + " [config/neural-sparse/models]");
    assertRefused(
        http.put(
            "/_ingest/pipeline/bad",
            json("{'processors': [{'sparse_encoding': {'field_map': {'t': 't.s'}}}]}")),
        "[field_map] the target [t.s] must not lie below the text [t]");
  }

  @Test
  public void moreTokensThanClauses() {
    StringBuilder tokens = new StringBuilder("'b': 1");
    for (int i = 0; i < 3000; i++) {
      tokens.append(", 't").append(i).append("': 1");
    }
    assertEquals(
        2, score("plain", "{'neural_sparse': {'v': {'query_tokens': {" + tokens + "}}}}"), 1e-4);
  }

  @Test
  public void worksWhereOtherQueriesWork() {
    String query = "{'neural_sparse': {'v': {'query_text': 'hello'}}}";
    double alone = score("plain", query);
    assertEquals(
        alone + 1,
        score("plain", "{'bool': {'must': [" + query + "], 'should': [{'match_all': {}}]}}"),
        1e-4);
    assertEquals(7, score("plain", "{'constant_score': {'filter': " + query + ", 'boost': 7}}"), 0);
    String body = json("{'query': " + query + "}");
    assertEquals(1, http.post("/plain/_count", body).ok().at("count").getAsInt());
    assertTrue(http.post("/plain/_validate/query", body).ok().at("valid").getAsBoolean());
    Answer explained = http.post("/plain/_explain/2", body).ok();
    assertEquals(alone, explained.at("explanation", "value").getAsDouble(), 1e-4);
    // The filter of an alias is built on the shards, from text.
    http.post(
            "/_aliases",
            json(
                "{'actions': [{'add': {'index': 'plain', 'alias': 'filtered', 'filter': "
                    + query
                    + "}}]}"))
        .ok();
    assertEquals(1, http.get("/filtered/_count").ok().at("count").getAsInt());
  }

  @Test
  public void aBulkIsEncodedAndOneBadDocumentFailsAlone() {
    encodedIndex("bulk");
    List<Object> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lines.add("{\"index\": {\"_id\": \"" + i + "\"}}");
      lines.add(i == 42 ? "{\"text\": 42}" : "{\"text\": \"document number " + i + "\"}");
    }
    Answer bulk = http.lines("/bulk/_bulk?refresh=true", lines).ok();
    for (int i = 0; i < 100; i++) {
      JsonObject item = bulk.at("items", i, "index").getAsJsonObject();
      assertEquals(i == 42 ? 400 : 201, item.get("status").getAsInt());
    }
    assertTrue(
        bulk.text(),
        bulk.text()
            .contains("field [text] must be a text or a list of texts, found a number [42]"));
    Answer found = search("bulk", "{'neural_sparse': {'text_sparse': {'query_text': '17'}}}").ok();
    assertEquals(1, found.at("hits", "total", "value").getAsInt());
    assertEquals("17", found.at("hits", "hits", 0, "_id").getAsString());
  }

  /** Almost every text has the token "."; the reference can't touch such a document again. */
  @Test
  public void vectorsWithDotsSurviveUpdatesAndReindexing() {
    encodedIndex("dots");
    put("/dots/_doc/1?refresh=true", "{'text': 'Made in the U.S. of A.', 'n': 1}");
    JsonElement vector = source("dots", "1").get("text_sparse");
    assertTrue(vector.toString(), vector.getAsJsonObject().has("."));

    http.post("/dots/_update/1?refresh=true", json("{'doc': {'n': 2}}")).ok();
    assertEquals(2, source("dots", "1").get("n").getAsInt());
    assertEquals(vector, source("dots", "1").get("text_sparse"));

    String script = json("{'script': {'source': 'ctx._source.n += 1'}}");
    http.post("/dots/_update/1?refresh=true", script).ok();
    Answer byQuery = http.post("/dots/_update_by_query?refresh=true", script).ok();
    assertEquals(0, byQuery.at("failures").getAsJsonArray().size());
    byQuery = http.post("/dots/_update_by_query?refresh=true&pipeline=encode", script).ok();
    assertEquals(0, byQuery.at("failures").getAsJsonArray().size());
    assertEquals(5, source("dots", "1").get("n").getAsInt());
    assertEquals(vector, source("dots", "1").get("text_sparse"));

    encodedIndex("dots2");
    Answer reindex =
        http.post(
                "/_reindex?refresh=true",
                json("{'source': {'index': 'dots'}, 'dest': {'index': 'dots2'}}"))
            .ok();
    assertEquals(0, reindex.at("failures").getAsJsonArray().size());
    assertEquals(vector, source("dots2", "1").get("text_sparse"));
    assertEquals(
        score("dots", "{'neural_sparse': {'text_sparse': {'query_text': 'U.S.'}}}"),
        score("dots2", "{'neural_sparse': {'text_sparse': {'query_text': 'U.S.'}}}"),
        0);
  }

  @Test
  public void aTextThatIsGoneTakesItsVectorAlong() {
    encodedIndex("gone");
    put("/gone/_doc/1", "{'text': 'something'}");
    assertTrue(source("gone", "1").has("text_sparse"));
    http.post("/gone/_update/1", json("{'doc': {'text': ' '}}")).ok();
    http.post("/gone/_refresh", "").ok();
    http.post("/gone/_update_by_query?refresh=true", "").ok();
    assertFalse(source("gone", "1").has("text_sparse"));
  }

  @Test
  public void simulateShowsTheVector() {
    Answer simulated =
        http.post(
                "/_ingest/pipeline/encode/_simulate",
                json("{'docs': [{'_source': {'text': 'hello'}}, {'_source': {'text': 1}}]}"))
            .ok();
    // |d| 1, k1 1.2, b 0.75, mean 256
    assertEquals(
        2.2 / (1 + 1.2 * (0.25 + 0.75 / 256)),
        simulated.at("docs", 0, "doc", "_source", "text_sparse", "hello").getAsDouble(),
        1e-6);
    assertEquals(
        "field [text] must be a text or a list of texts, found a number [1]",
        simulated.at("docs", 1, "error", "reason").getAsString());
  }

  /** But for a model, whose pipeline waits until it is there again. */
  @Test
  public void everythingIsThereAfterARestart() throws IOException {
    Path models = node.config().resolve("neural-sparse/models");
    Path aside = Files.createTempDirectory("models").resolve("other");
    node.addConfig("neural-sparse/models/other", models.resolve("lexical"));
    put(
        "/_ingest/pipeline/other",
        "{'processors': [{'sparse_encoding': {'model_id': 'other', 'field_map': {'text': 's'}}}]}");
    encodedIndex("kept");
    put("/kept/_doc/1?refresh=true", "{'text': 'kept over night'}");
    String query = "{'neural_sparse': {'text_sparse': {'query_text': 'night'}}}";
    double before = score("kept", query);
    move(models.resolve("other"), aside);
    node.restart();
    assertRefused(
        http.put("/kept/_doc/3?pipeline=other", json("{'text': 'night'}")),
        "unknown model [other], this node has [lexical, one-layer] in [config/neural-sparse/models]");
    node.addConfig("neural-sparse/models/other", aside);
    put("/kept/_doc/3?pipeline=other", "{'text': 'night'}");
    assertEquals(before, score("kept", query), 0);
    put("/kept/_doc/2?refresh=true", "{'text': 'another night'}");
    assertEquals(2, search("kept", query).ok().at("hits", "total", "value").getAsInt());
    http.delete("/_ingest/pipeline/other").ok();
    move(models.resolve("other"), aside.resolveSibling("done"));
  }

  /** Not a rename: the temporary folder may be on another disk. */
  private static void move(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
        Files.delete(file);
      }
    }
    Files.delete(from);
  }
}
