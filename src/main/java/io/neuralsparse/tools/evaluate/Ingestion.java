/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Documents on their way into an index by {@code _bulk}, over a few connections. Documents that the
 * cluster is too busy for are sent again, those alone; any other refusal ends it.
 */
public final class Ingestion {
  /** Makes documents as they are sent, in the same order. */
  public interface Sources {
    /** Makes some of them. */
    List<JsonObject> of(List<BeirCollection.Document> documents) throws IOException;
  }

  private static final String WHAT = "ingesting";

  private final Cluster cluster;
  private final String index;
  private final boolean alias;
  private final Sources sources;
  private final int clients;
  private final int chunk;
  private final Watch watch;

  /**
   * Into an index of a cluster.
   *
   * @param alias whether {@code index} is an alias, and must be: a request that is still under way
   *     when the index is deleted would make it anew otherwise
   * @param clients number of connections
   * @param chunk number of documents in a request
   */
  public Ingestion(
      Cluster cluster,
      String index,
      boolean alias,
      Sources sources,
      int clients,
      int chunk,
      Watch watch) {
    this.cluster = cluster;
    this.index = index;
    this.alias = alias;
    this.sources = sources;
    this.clients = clients;
    this.chunk = chunk;
    this.watch = watch;
  }

  /**
   * Sends all documents of a corpus.
   *
   * @param all their number
   * @param resume whether some may be there, which are not sent again
   * @throws IOException with the cluster's reason for the first document that it refused
   */
  void send(Corpus corpus, int all, boolean resume) throws IOException {
    Progress progress = new Progress(all);
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        futures.add(
            threads.submit(
                () -> {
                  for (List<BeirCollection.Document> next = next(corpus);
                      !next.isEmpty();
                      next = next(corpus)) {
                    List<BeirCollection.Document> missing = resume ? missing(next) : next;
                    deliver(missing);
                    progress.add(next.size(), missing.size());
                  }
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        await(future);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Sends all documents of a small collection, and refreshes the index.
   *
   * @throws IOException with the cluster's reason for the first document that it refused
   */
  public void send(BeirCollection collection) throws IOException {
    try (Corpus corpus = Corpus.open(collection.corpus())) {
      send(corpus, Corpus.survey(collection.corpus()).documents(), false);
    }
    cluster.request("POST", "/" + index + "/_refresh", "");
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw Cluster.interrupted();
    }
  }

  private List<BeirCollection.Document> next(Corpus corpus) throws IOException {
    synchronized (corpus) {
      List<BeirCollection.Document> documents = new ArrayList<>();
      while (documents.size() < chunk) {
        BeirCollection.Document document = corpus.next();
        if (document == null) {
          break;
        }
        documents.add(document);
      }
      return documents;
    }
  }

  /** Those that are not in the index yet. */
  private List<BeirCollection.Document> missing(List<BeirCollection.Document> documents)
      throws IOException {
    JsonArray ids = new JsonArray();
    documents.forEach(document -> ids.add(document.id()));
    JsonObject body = new JsonObject();
    body.add("ids", ids);
    JsonObject answer =
        cluster.request("POST", "/" + index + "/_mget?_source=false", body.toString());
    Set<String> there = new HashSet<>();
    for (JsonElement each : answer.getAsJsonArray("docs")) {
      JsonObject found = each.getAsJsonObject();
      if (found.has("found") && found.get("found").getAsBoolean()) {
        there.add(found.get("_id").getAsString());
      }
    }
    return documents.stream().filter(document -> !there.contains(document.id())).toList();
  }

  private void deliver(List<BeirCollection.Document> documents) throws IOException {
    if (documents.isEmpty()) {
      return;
    }
    List<JsonObject> made = sources.of(documents);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      left.add(i);
    }
    Cluster.Backoff backoff = cluster.backoff("POST /_bulk");
    while (true) {
      StringBuilder body = new StringBuilder();
      for (int i : left) {
        JsonObject id = new JsonObject();
        id.addProperty("_id", documents.get(i).id());
        JsonObject action = new JsonObject();
        action.add("index", id);
        body.append(action).append('\n').append(made.get(i)).append('\n');
      }
      HttpResponse<String> response =
          cluster.send(
              "POST",
              "/_bulk?index=" + index + (alias ? "&require_alias=true" : ""),
              body.toString());
      String reason = refused(response, documents, left);
      if (left.isEmpty()) {
        return;
      }
      backoff.pause(reason);
    }
  }

  /** Leaves those that the cluster was too busy for; gives one reason. */
  private static String refused(
      HttpResponse<String> response, List<BeirCollection.Document> documents, List<Integer> sent)
      throws IOException {
    JsonArray items = Engine.read(response).getAsJsonArray("items");
    List<Integer> refused = new ArrayList<>();
    String reason = "";
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.get(i).getAsJsonObject().getAsJsonObject("index");
      if (Cluster.LATER.contains(item.get("status").getAsInt())) {
        refused.add(sent.get(i));
        reason = item.get("error").toString();
      } else if (item.has("error")) {
        throw new IOException(
            "document [" + documents.get(sent.get(i)).id() + "] was refused: " + item.get("error"));
      }
    }
    sent.retainAll(refused);
    return reason;
  }

  /** How many documents are done, how fast, and how long it will take. */
  private final class Progress {
    private final int all;
    private final long begin = System.nanoTime();
    private int sent;
    private int done;

    Progress(int all) {
      this.all = all;
    }

    synchronized void add(int handled, int delivered) {
      done += handled;
      sent += delivered;
      double perSecond = sent / ((System.nanoTime() - begin) / 1e9);
      watch.at(
          WHAT,
          (double) done / Math.max(all, 1),
          String.format(
              Locale.ROOT,
              "%,d/%,d documents, %.0f a second, %.0f s left",
              done,
              all,
              perSecond,
              (all - done) / Math.max(perSecond, 1e-9)));
    }
  }
}
