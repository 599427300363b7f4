/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Documents on their way into an index by {@code _bulk}: field {@code text} is the passage, field
 * {@code title} for show. What the node is too busy for is sent again for a while; any other error
 * ends it.
 */
public final class Ingestion {
  private static final int CHUNK = 200;
  private static final int TRIES = 20;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Http http;
  private final String index;

  /** Into this index of the node, through its default pipeline. */
  public Ingestion(Http http, String index) {
    this.http = http;
    this.index = index;
  }

  /**
   * Sends all documents and refreshes the index.
   *
   * @param progress is told after each request how many have got in so far
   * @throws IllegalStateException with the node's reason for the first document that it refused
   */
  public void send(List<BeirCollection.Document> documents, IntConsumer progress) {
    for (int from = 0; from < documents.size(); from += CHUNK) {
      int to = Math.min(from + CHUNK, documents.size());
      chunk(documents.subList(from, to));
      progress.accept(to);
    }
    answered(http.post("/" + index + "/_refresh", ""));
  }

  private void chunk(List<BeirCollection.Document> documents) {
    List<BeirCollection.Document> left = documents;
    for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
      if (i > 0) {
        pause();
      }
      Answer answer = http.lines("/" + index + "/_bulk", lines(left));
      left = answer.status() == 429 ? left : refused(answered(answer), left);
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(
          "the node is too busy: " + left.size() + " documents refused " + TRIES + " times");
    }
  }

  private static List<JsonObject> lines(List<BeirCollection.Document> documents) {
    List<JsonObject> lines = new ArrayList<>();
    for (BeirCollection.Document document : documents) {
      JsonObject action = new JsonObject();
      JsonObject target = new JsonObject();
      target.addProperty("_id", document.id());
      action.add("index", target);
      JsonObject source = new JsonObject();
      source.addProperty("title", document.title());
      source.addProperty("text", document.passage());
      lines.add(action);
      lines.add(source);
    }
    return lines;
  }

  /** Those documents that the node was too busy for. */
  private static List<BeirCollection.Document> refused(
      Answer answer, List<BeirCollection.Document> sent) {
    if (!answer.at("errors").getAsBoolean()) {
      return List.of();
    }
    List<BeirCollection.Document> refused = new ArrayList<>();
    List<JsonElement> items = answer.at("items").getAsJsonArray().asList();
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.get(i).getAsJsonObject().getAsJsonObject("index");
      if (item.get("status").getAsInt() == 429) {
        refused.add(sent.get(i));
      } else if (item.has("error")) {
        throw new IllegalStateException(
            "document [" + sent.get(i).id() + "] was refused: " + item.get("error"));
      }
    }
    return refused;
  }

  private static Answer answered(Answer answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the node was busy", e);
    }
  }
}
