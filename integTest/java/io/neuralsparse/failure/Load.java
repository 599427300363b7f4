/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Http;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Documents on their way into an index by bulk requests of several clients. A document that was
 * acknowledged is never sent again; what was refused can be.
 */
final class Load {
  private final Http http;
  private final String path;
  private final int words;
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<JsonObject> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * Of texts with so many words.
   *
   * @param path of the index and {@code _bulk}
   */
  Load(Http http, String path, int words) {
    this.http = http;
    this.path = path;
    this.words = words;
  }

  /** The numbers of the documents that the node said it has. */
  Set<Integer> acknowledged() {
    return acknowledged;
  }

  /** The errors of documents and of whole requests since the last call. */
  List<JsonObject> takeRefusals() {
    List<JsonObject> taken = new ArrayList<>(refusals);
    refusals.clear();
    return taken;
  }

  /** Requests that broke off without an answer. */
  int unanswered() {
    return unanswered.get();
  }

  /**
   * Sends each of the first documents that is not acknowledged, once.
   *
   * @param documents how many there are
   * @param bulk documents of a request
   */
  void send(int documents, int bulk, int clients) throws InterruptedException {
    List<List<Integer>> requests = new ArrayList<>();
    for (int number = 0; number < documents; number++) {
      if (acknowledged.contains(number)) {
        continue;
      }
      if (requests.isEmpty() || requests.getLast().size() == bulk) {
        requests.add(new ArrayList<>());
      }
      requests.getLast().add(number);
    }
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        futures.add(
            threads.submit(
                () -> {
                  int n = next.getAndIncrement();
                  while (n < requests.size()) {
                    send(requests.get(n));
                    n = next.getAndIncrement();
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private void send(List<Integer> numbers) {
    Answer answer;
    try {
      answer = http.lines(path, SmallText.lines(numbers, words));
    } catch (UncheckedIOException e) {
      unanswered.incrementAndGet();
      return;
    }
    if (answer.status() != 200) {
      JsonObject refusal = new JsonObject();
      refusal.addProperty("status", answer.status());
      refusal.addProperty("whole", answer.text());
      refusals.add(refusal);
      return;
    }
    JsonArray items = answer.at("items").getAsJsonArray();
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.get(i).getAsJsonObject().getAsJsonObject("index");
      if (item.has("error")) {
        refusals.add(item);
      } else {
        acknowledged.add(numbers.get(i));
      }
    }
  }
}
