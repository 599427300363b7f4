/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.contract.Oracle.Scored;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Http;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A test index: the documents that are in it, requests, and the comparison of their answers with
 * the oracle's. Requests are written with single quotes.
 */
final class Index {
  /** Relative; scores are floats, added in any order. */
  private static final double PRECISION = 1e-5;

  private final Http http;
  private final String name;
  private final Map<String, Doc> docs = new LinkedHashMap<>();

  private Index(Http http, String name) {
    this.http = http;
    this.name = name;
  }

  /** Makes an index; the settings are a JSON object. */
  static Index create(Http http, String name, String settings) {
    return create(http, name, settings, Doc.PROPERTIES);
  }

  /** Makes an index with {@link Doc#PROPERTIES} or {@link Doc#FLAT_PROPERTIES}. */
  static Index create(Http http, String name, String settings, String properties) {
    http.delete("/" + name + "?ignore_unavailable=true").ok(200, 404);
    http.put("/" + name, json("{'settings': " + settings + ", 'mappings': {" + properties + "}}"))
        .ok();
    return new Index(http, name);
  }

  /** Makes an index of one shard. */
  static Index create(Http http, String name) {
    return create(http, name, "{'number_of_shards': 1, 'number_of_replicas': 0}");
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** The query in the notation of requests here. */
  static String tokens(Map<String, Float> weights) {
    return "{'neural_sparse': {'v': {'query_tokens': " + Doc.json(weights) + "}}}";
  }

  String name() {
    return name;
  }

  Collection<Doc> docs() {
    return docs.values();
  }

  /** Adds documents, or puts them in the place of those of the same id, and refreshes. */
  void add(Collection<Doc> added) {
    List<Object> lines = new ArrayList<>();
    for (Doc doc : added) {
      lines.add("{\"index\": {\"_id\": \"" + doc.id() + "\"}}");
      lines.add(doc.source());
      docs.put(doc.id(), doc);
    }
    Answer bulk = http.lines("/" + name + "/_bulk?refresh=true", lines).ok();
    assertTrue(bulk.toString(), !bulk.at("errors").getAsBoolean());
  }

  /** Deletes documents, one by one, and refreshes. */
  void remove(Collection<String> ids) {
    List<Object> lines = new ArrayList<>();
    for (String id : ids) {
      lines.add("{\"delete\": {\"_id\": \"" + id + "\"}}");
      docs.remove(id);
    }
    http.lines("/" + name + "/_bulk?refresh=true", lines).ok();
  }

  /** Whatever the path below the index and the body. */
  Answer post(String path, String body) {
    return http.post("/" + name + path, json(body));
  }

  /** An answer that must be one, from all shards. */
  Answer search(String body) {
    Answer answer = post("/_search", body).ok();
    assertEquals(answer.toString(), 0, answer.at("_shards", "failed").getAsInt());
    return answer;
  }

  List<Scored> ranking(ToDoubleFunction<Doc> formula) {
    return Oracle.ranking(docs.values(), formula);
  }

  /** The query finds what the formula says, and nothing else. */
  void assertFinds(ToDoubleFunction<Doc> formula, String query) {
    assertFinds(formula, query, "");
  }

  /** The query with further parts of the body, each with a comma before it. */
  void assertFinds(ToDoubleFunction<Doc> formula, String query, String rest) {
    List<Scored> expected = ranking(formula);
    Answer answer = search("{'size': 10000, 'query': " + query + rest + "}");
    assertHits(expected, answer);
    assertEquals(
        answer.toString(), expected.size(), answer.at("hits", "total", "value").getAsInt());
  }

  /**
   * The hits are these, in this order but for equal scores: each hit has its own score, and that of
   * its place.
   */
  static void assertHits(List<Scored> expected, Answer answer) {
    assertPage(expected, 0, expected.size(), answer);
  }

  /** The hits are those from a place on, as far as there are any. */
  static void assertPage(List<Scored> ranking, int from, int size, Answer answer) {
    JsonArray hits = answer.at("hits", "hits").getAsJsonArray();
    Map<String, Double> scores = new HashMap<>();
    ranking.forEach(scored -> scores.put(scored.doc().id(), scored.score()));
    Set<String> seen = new HashSet<>();
    int due = Math.max(0, Math.min(size, ranking.size() - from));
    if (hits.size() != due) {
      throw fault("got " + hits.size() + " hits, not " + due, ranking, from, answer);
    }
    for (int i = 0; i < due; i++) {
      JsonObject hit = hits.get(i).getAsJsonObject();
      String id = hit.get("_id").getAsString();
      double score = hit.get("_score").getAsDouble();
      if (!seen.add(id)) {
        throw fault("[" + id + "] is there twice", ranking, from, answer);
      }
      if (!isNear(scores.getOrDefault(id, Oracle.NO_MATCH), score)) {
        throw fault("[" + id + "] has " + score + ", not " + scores.get(id), ranking, from, answer);
      }
      if (!isNear(ranking.get(from + i).score(), score)) {
        throw fault("[" + id + "] is not due at place " + i, ranking, from, answer);
      }
    }
  }

  private static AssertionError fault(String what, List<Scored> ranking, int from, Answer answer) {
    List<String> due =
        ranking.stream().skip(from).limit(30).map(s -> s.doc().id() + " " + s.score()).toList();
    String text = answer.toString();
    return new AssertionError(
        what + "; due are " + due + "; " + text.substring(0, Math.min(4000, text.length())));
  }

  private static boolean isNear(double expected, double actual) {
    return Math.abs(expected - actual) <= Math.abs(expected) * PRECISION;
  }

  static void assertScore(String message, double expected, double actual) {
    assertEquals(message, expected, actual, Math.abs(expected) * PRECISION);
  }

  /** The ids of an answer's hits, in order. */
  static List<String> ids(Answer answer) {
    List<String> ids = new ArrayList<>();
    answer
        .at("hits", "hits")
        .getAsJsonArray()
        .forEach(hit -> ids.add(hit.getAsJsonObject().get("_id").getAsString()));
    return ids;
  }
}
