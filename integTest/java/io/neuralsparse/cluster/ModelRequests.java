/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.rules.TemporaryFolder;

/** What tests ask of models on the nodes [data] and [ingest]. */
abstract class ModelRequests {
  static final TemporaryFolder temporary = new TemporaryFolder();

  static final String MODELS = "neural-sparse/models/";
  static final String ENDPOINT = "/_plugins/_neural_sparse/models";

  static Cluster cluster;
  static Http http;

  static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Changes a copy of the built-in model before nodes get it. */
  interface Change {
    void to(Path folder) throws IOException;
  }

  static void replace(Path file, String old, String with) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(old));
    Files.writeString(file, text.replace(old, with));
  }

  /** Puts a copy of the built-in model on some nodes, in place of what was there by that name. */
  static void put(String model, List<Node> nodes, Change change) throws IOException {
    Path folder = temporary.newFolder().toPath();
    try (Stream<Path> files = Files.list(nodes.getFirst().config().resolve(MODELS + "lexical"))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    change.to(folder);
    for (Node node : nodes) {
      node.addConfig(MODELS + model, folder);
    }
  }

  static Answer index(String model, String id) {
    http.put(
            "/_ingest/pipeline/" + model,
            json(
                "{'processors': [{'sparse_encoding': {'model_id': '"
                    + model
                    + "', 'field_map': {'t': 's'}}}]}"))
        .ok();
    return http.put(
        "/i/_doc/" + id + "?refresh=true&pipeline=" + model, json("{'t': 'hello world'}"));
  }

  static double weight(String model, String id) {
    index(model, id).ok();
    return http.get("/i/_doc/" + id).ok().at("_source", "s", "hello").getAsDouble();
  }

  static double score(Node node, String model) {
    return node.http()
        .post(
            "/i/_search",
            json(
                "{'query': {'bool': {'filter': {'ids': {'values': ['fixed']}}, 'must':"
                    + " {'neural_sparse': {'s': {'query_text': 'hello', 'model_id': '"
                    + model
                    + "'}}}}}}"))
        .ok()
        .at("hits", "hits", 0, "_score")
        .getAsDouble();
  }

  static List<String> texts(JsonElement array) {
    List<String> texts = new ArrayList<>();
    array.getAsJsonArray().forEach(text -> texts.add(text.getAsString()));
    return texts;
  }

  static JsonObject node(Answer answer, String name) {
    for (JsonElement node : answer.at("nodes").getAsJsonObject().asMap().values()) {
      if (node.getAsJsonObject().get("name").getAsString().equals(name)) {
        return node.getAsJsonObject();
      }
    }
    throw new AssertionError("no node " + name + " in " + answer);
  }

  static JsonObject facts(String node, String model) {
    return node(http.get(ENDPOINT + "/" + model).ok(), node)
        .getAsJsonObject("models")
        .getAsJsonObject(model);
  }

  static boolean isLoaded(String node, String model, String half) {
    return facts(node, model).getAsJsonObject(half).get("loaded").getAsBoolean();
  }

  static void assertRefused(int status, String reason, Answer answer) {
    assertEquals(answer.toString(), status, answer.status());
    assertEquals(reason, answer.at("error", "reason").getAsString());
  }

  static void assertLoaded(String model, String data, String ingest) {
    for (String half : List.of("query", "document")) {
      assertEquals(data.contains(half), isLoaded("data", model, half));
      assertEquals(ingest.contains(half), isLoaded("ingest", model, half));
    }
  }

  static void heavier(Path folder) throws IOException {
    replace(folder.resolve("idf.json"), "\"hello\": 6.937756538391113", "\"hello\": 2.5");
  }

  static void without(Path folder) throws IOException {
    Files.writeString(folder.resolve("idf.json"), "{\"hello\": -1}");
  }
}
