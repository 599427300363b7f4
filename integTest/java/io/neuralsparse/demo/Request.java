/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Http;
import io.neuralsparse.tools.evaluate.BeirCollection;

/**
 * A request that the demo sends, and prints as Dev Tools of OpenSearch Dashboards takes it: one
 * text for both.
 */
record Request(String method, String path, String body) {
  /** Makes the pipeline that encodes field {@code text}. */
  static Request pipeline(String name) {
    return new Request(
        "PUT",
        "/_ingest/pipeline/" + name,
        """
        {
          "processors": [
            { "sparse_encoding": { "field_map": { "text": "text_sparse" } } }
          ]
        }
        """);
  }

  /** Makes the index, with BM25's fields beside the sparse one. */
  static Request index(String name, String pipeline) {
    return new Request(
        "PUT",
        "/" + name,
        """
        {
          "settings": { "number_of_shards": 1, "number_of_replicas": 0, "default_pipeline": "%s" },
          "mappings": {
            "properties": {
              "title": { "type": "text", "index": false },
              "text": {
                "type": "text", "analyzer": "english",
                "fields": { "standard": { "type": "text", "analyzer": "standard" } }
              },
              "text_sparse": { "type": "rank_features" }
            }
          }
        }
        """
            .formatted(pipeline));
  }

  /** Puts one more document in. */
  static Request document(String index) {
    return new Request(
        "POST",
        "/" + index + "/_doc?refresh=true",
        """
        { "title": "A note of your own.", "text": "Any English text is encoded on its way in." }
        """);
  }

  /** A document of a collection as it is sent. */
  static JsonObject source(BeirCollection.Document document) {
    JsonObject source = new JsonObject();
    source.addProperty("title", document.title());
    source.addProperty("text", document.passage());
    return source;
  }

  /** Searches with a query as {@link #neuralSparse} and {@link #match} give it. */
  static Request search(String index, int size, String query) {
    return new Request(
        "GET",
        "/" + index + "/_search",
        """
        {
          "size": %s, "_source": "title",
          "query": %s
        }
        """
            .formatted(size, query));
  }

  /** The learned sparse query for a text. */
  static String neuralSparse(String text) {
    return """
        { "neural_sparse": { "text_sparse": { "query_text": %s } } }"""
        .formatted(new JsonPrimitive(text));
  }

  /** The BM25 query for a text. */
  static String match(String field, String text) {
    return """
        { "match": { "%s": %s } }"""
        .formatted(field, new JsonPrimitive(text));
  }

  /**
   * Sends it.
   *
   * @throws IllegalStateException with the node's reason when it is refused
   */
  Answer send(Http http) {
    Answer answer = http.request(method, path, body);
    if (answer.status() < 200 || answer.status() > 299) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  /** As Dev Tools takes it. */
  String console() {
    return method + " " + path.substring(1) + "\n" + body;
  }
}
