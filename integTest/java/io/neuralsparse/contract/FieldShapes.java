/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static io.neuralsparse.contract.Index.json;
import static io.neuralsparse.contract.LexicalWeights.assertDocument;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

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

/** What the ingest processor finds in documents, and what it makes of it. */
@RunWith(Parameterized.class)
public final class FieldShapes {
  @ClassRule public static final Servers servers = Servers.rule();

  private static Http http;

  public FieldShapes(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void connect(String version) {
    http = Servers.http(version);
  }

  private static JsonObject simulate(String fieldMap, String document) {
    Answer answer =
        http.post(
                "/_ingest/pipeline/_simulate",
                json(
                    "{'pipeline': {'processors': [{'sparse_encoding': {'field_map': "
                        + fieldMap
                        + "}}]}, 'docs': [{'_source': "
                        + document
                        + "}]}"))
            .ok();
    return answer.at("docs", 0).getAsJsonObject();
  }

  private static void assertBecomes(String fieldMap, String before, String after) {
    JsonObject result = simulate(fieldMap, before);
    assertFalse(result.toString(), result.has("error"));
    assertDocument(after, result.getAsJsonObject("doc").get("_source"));
  }

  private static void assertFails(String fieldMap, String document, String message) {
    JsonObject result = simulate(fieldMap, document);
    assertEquals(
        result.toString(), message, result.getAsJsonObject("error").get("reason").getAsString());
  }

  @Test
  public void aText() {
    assertBecomes(
        "{'t': 's'}",
        "{'t': 'Good day, good.'}",
        "{'t': 'Good day, good.', 's': 'good day , good .'}");
    assertBecomes(
        "{'t': 'v.s'}", "{'t': 'a', 'v': {'n': 1}}", "{'t': 'a', 'v': {'n': 1, 's': 'a'}}");
    assertBecomes(
        "{'t': 's', 'u': 'w.s'}",
        "{'t': 'a b', 'u': 'c'}",
        "{'t': 'a b', 'u': 'c', 's': 'a b', 'w': {'s': 'c'}}");
  }

  @Test
  public void anObject() {
    assertBecomes(
        "{'favorites': {'game': 's'}}",
        "{'favorites': {'game': 'chess', 'movie': 'm'}}",
        "{'favorites': {'game': 'chess', 'movie': 'm', 's': 'chess'}}");
    assertBecomes(
        "{'a': {'b': {'c': 's'}}}",
        "{'a': {'b': {'c': 'good day'}}}",
        "{'a': {'b': {'c': 'good day', 's': 'good day'}}}");
    assertBecomes("{'a.b': 's'}", "{'a': {'b': 'c'}}", "{'a': {'b': 'c', 's': 'c'}}");
    assertBecomes("{'a.b': 's'}", "{'a.b': 'c'}", "{'a.b': 'c', 'a.s': 'c'}");
    assertBecomes("{'a': {'b': 's'}}", "{'a.b': 'c'}", "{'a.b': 'c', 'a.s': 'c'}");
    assertBecomes(
        "{'a': {'b.c': 'd.s'}}",
        "{'a': {'b': {'c': 'x'}}}",
        "{'a': {'b': {'c': 'x', 'd': {'s': 'x'}}}}");
  }

  @Test
  public void aListOfTexts() {
    assertBecomes(
        "{'t': 's'}",
        "{'t': ['good', 'day .']}",
        "{'t': ['good', 'day .'], 's': [{'sparse_encoding': 'good'}, {'sparse_encoding': 'day"
            + " .'}]}");
    assertBecomes(
        "{'a.t': 's'}",
        "{'a': {'t': ['good', ' ', '']}}",
        "{'a': {'t': ['good', ' ', ''], 's': [{'sparse_encoding': 'good'}]}}");
  }

  @Test
  public void aListOfObjects() {
    String before = "{'n': [{'t': 'a'}, {'o': 1}, {'t': null}, {'t': ' '}, {'t': 'b c'}]}";
    String after =
        "{'n': [{'t': 'a', 's': 'a'}, {'o': 1}, {'t': null}, {'t': ' '}, {'t': 'b c', 's': 'b"
            + " c'}]}";
    assertBecomes("{'n': {'t': 's'}}", before, after);
    assertBecomes("{'n.t': 's'}", before, after);
    assertBecomes(
        "{'n.m.t': 's'}",
        "{'n': [{'m': [{'t': ['a']}, {'t': 'b'}]}, {'m': {'t': 'c'}}]}",
        "{'n': [{'m': [{'t': ['a'], 's': [{'sparse_encoding': 'a'}]}, {'t': 'b', 's': 'b'}]},"
            + " {'m': {'t': 'c', 's': 'c'}}]}");
  }

  /** Tokens with dots are kept as they are, and so is whatever is not mapped. */
  @Test
  public void onlyMappedFieldsAreTouched() {
    String rest =
        "'other': {'.': 1.5, 'u.s': 2, '..': 3}, 'k.l': [1, null, {'m.n': {'.': []}}], 'nil': null,"
            + " 'exact': 0.1";
    assertBecomes(
        "{'t': 's'}", "{'t': 'a .', " + rest + "}", "{'t': 'a .', 's': 'a .', " + rest + "}");
    assertBecomes("{'t': 's'}", "{" + rest + "}", "{" + rest + "}");
  }

  @Test
  public void nothingToEncodeLeavesNoVector() {
    for (String text :
        List.of(
            "", "'t': null,", "'t': '',", "'t': ' \\n\\t\\u3000',", "'t': [],", "'t': [' '],")) {
      assertBecomes("{'t': 's'}", "{" + text + "'s': {'.': 1.0}, 'n': 1}", "{" + text + "'n': 1}");
    }
    assertBecomes("{'a.t': 's'}", "{'a': {'s': {'x': 1}}}", "{'a': {}}");
    assertBecomes("{'a.t': 's'}", "{'a.s': {'x': 1}}", "{}");
    assertBecomes("{'n.t': 's'}", "{'n': [{'s': {'x': 1}}]}", "{'n': [{}]}");
    assertBecomes("{'t': 's'}", "{'t': 'a', 's': {'x': 1}}", "{'t': 'a', 's': 'a'}");
    assertBecomes(
        "{'a.t': 's'}", "{'a': {'t': 'b'}, 'a.s': {'x': 1}}", "{'a': {'t': 'b', 's': 'b'}}");
  }

  @Test
  public void unfitValues() {
    String due = "field [t] must be a text or a list of texts, found ";
    assertFails("{'t': 's'}", "{'t': 3}", due + "a number [3]");
    assertFails("{'t': 's'}", "{'t': 2.5}", due + "a number [2.5]");
    assertFails("{'t': 's'}", "{'t': false}", due + "a boolean [false]");
    assertFails("{'t': 's'}", "{'t': {'u': 'x'}}", due + "an object");
    assertFails("{'t': 's'}", "{'t': ['a', null]}", due + "a list with null");
    assertFails("{'t': 's'}", "{'t': ['a', ['b']]}", due + "a list with a list");
    assertFails("{'t': 's'}", "{'t': ['a', 4]}", due + "a list with a number [4]");
    assertFails("{'t': 's'}", "{'t': [{'u': 'b'}]}", due + "a list with an object");
    assertFails(
        "{'n': {'t': 's'}}",
        "{'n': [{'t': 'a'}, {'t': 5}]}",
        "field [n.t] must be a text or a list of texts, found a number [5]");
    String object = "field [a] must be an object or a list of objects, found ";
    assertFails("{'a.t': 's'}", "{'a': 'x'}", object + "a text");
    assertFails("{'a.t': 's'}", "{'a': 7}", object + "a number [7]");
    assertFails("{'a.t': 's'}", "{'a': [{'t': 'x'}, null]}", object + "a list with null");
    assertFails("{'a.t': 's'}", "{'a': [[{'t': 'x'}]]}", object + "a list with a list");
    assertFails(
        "{'t': 'v.s'}",
        "{'t': 'x', 'v': 'text'}",
        "the target [v.s] cannot be written: its parent [v] must be an object, found a text");
  }

  /** The mapping that each shape needs, and what is found in it. */
  @Test
  public void everyShapeIsIndexed() {
    http.delete("/shapes?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/_ingest/pipeline/shapes",
            json(
                "{'processors': [{'sparse_encoding': {'field_map': {'t': 's', 'a.t': 's', 'n': {'t':"
                    + " 's'}, 'l': 'ls'}}}]}"))
        .ok();
    String features = "{'type': 'rank_features'}";
    http.put(
            "/shapes",
            json(
                "{'settings': {'number_of_replicas': 0, 'default_pipeline': 'shapes'}, 'mappings':"
                    + " {'properties': {'s': "
                    + features
                    + ", 'a': {'properties': {'s': "
                    + features
                    + "}}, 'n': {'type': 'nested', 'properties': {'s': "
                    + features
                    + "}}, 'ls': {'type': 'nested', 'properties': {'sparse_encoding': "
                    + features
                    + "}}}}}"))
        .ok();
    http.put(
            "/shapes/_doc/1?refresh=true",
            json(
                "{'t': 'flat .', 'a.t': 'dotted .', 'n': [{'t': 'inner .'}, {'t': 'other .'}], 'l':"
                    + " ['first .', 'second .']}"))
        .ok();
    for (String found :
        List.of("s flat", "a.s dotted", "n.s inner", "n.s other", "ls.sparse_encoding second")) {
      String field = found.substring(0, found.indexOf(' '));
      String query =
          "{'neural_sparse': {'"
              + field
              + "': {'query_text': '"
              + found.substring(found.indexOf(' ') + 1)
              + "'}}}";
      if (field.startsWith("n.") || field.startsWith("ls.")) {
        query =
            "{'nested': {'path': '"
                + field.substring(0, field.indexOf('.'))
                + "', 'query': "
                + query
                + "}}";
      }
      Answer answer = http.post("/shapes/_search", json("{'query': " + query + "}")).ok();
      assertEquals(answer.toString(), 1, answer.at("hits", "total", "value").getAsInt());
    }
  }

  /** Odd texts are encoded or refused, each document for itself. */
  @Test
  public void oddTexts() {
    http.put(
            "/_ingest/pipeline/odd",
            json("{'processors': [{'sparse_encoding': {'field_map': {'t': 's'}}}]}"))
        .ok();
    http.delete("/odd?ignore_unavailable=true").ok(200, 404);
    http.put(
            "/odd",
            json(
                "{'settings': {'number_of_replicas': 0, 'default_pipeline': 'odd'}, 'mappings':"
                    + " {'dynamic': false, 'properties': {'s': {'type': 'rank_features'}}}}"))
        .ok();
    List<String> lines = new ArrayList<>();
    for (String document :
        List.of(
            "{'t': 'a'}",
            "{'t': 'lone \\ud800 half', 'u': '\\udc00'}",
            "{'t': '\\u0000\\u0001\\u0007\\ufffe\\uffff'}",
            "{'t': '" + "word ".repeat(50_000) + "'}",
            "{'t': '" + "x".repeat(200_000) + "'}",
            "{'t': 'deep', 'd': " + "[".repeat(500) + "]".repeat(500) + "}",
            "{'t': 7}",
            "{'t': 'wide', " + wide(10_000) + "}")) {
      lines.add("{\"index\": {}}");
      lines.add(json(document));
    }
    Answer bulk = http.lines("/odd/_bulk?refresh=true", lines).ok();
    List<Integer> statuses = new ArrayList<>();
    for (JsonElement item : bulk.at("items").getAsJsonArray()) {
      statuses.add(item.getAsJsonObject().getAsJsonObject("index").get("status").getAsInt());
    }
    assertEquals(bulk.toString(), List.of(201, 201, 201, 201, 201, 400, 400, 201), statuses);
    assertEquals(
        "field [t] must be a text or a list of texts, found a number [7]",
        bulk.at("items", 6, "index", "error", "reason").getAsString());
    String depth = bulk.at("items", 5, "index", "error", "caused_by", "reason").getAsString();
    assertTrue(depth, depth.startsWith("The depth of the nested array field has exceeded"));
    Answer found =
        http.post(
            "/odd/_search",
            json("{'query': {'neural_sparse': {'s': {'query_text': 'half wide word'}}}}"));
    assertEquals(found.toString(), 3, found.ok().at("hits", "total", "value").getAsInt());
  }

  private static String wide(int fields) {
    StringBuilder wide = new StringBuilder("'f': 0");
    for (int i = 0; i < fields; i++) {
      wide.append(", 'f").append(i).append("': ").append(i);
    }
    return wide.toString();
  }
}
