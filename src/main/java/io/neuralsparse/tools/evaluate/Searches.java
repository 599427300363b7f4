/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.bench.Engine;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The searches of an evaluation: all queries once for what they find, then by turns for times. */
public final class Searches {
  /** What is sent for a query. */
  public interface Search {
    /** The body of a search request for a text that returns so many hits. */
    JsonObject of(String text, int size);
  }

  private static final int CHUNK = 20;
  private static final int ATTEMPTS = 10;
  private static final long SEED = 42;

  private final Cluster cluster;
  private final List<BeirCollection.Query> queries;
  private final Watch watch;

  public Searches(Cluster cluster, List<BeirCollection.Query> queries, Watch watch) {
    this.cluster = cluster;
    this.queries = queries;
    this.watch = watch;
  }

  /**
   * Searches an index with all queries. A document whose id is the query's is no hit, as in BEIR.
   *
   * @param depth hits of a query
   * @throws IOException with the cluster's reason for the first search that failed
   */
  public TrecRun all(Search search, String index, int depth) throws IOException {
    Map<String, List<Hit>> hits = new LinkedHashMap<>();
    for (int from = 0; from < queries.size(); from += CHUNK) {
      List<BeirCollection.Query> some =
          queries.subList(from, Math.min(from + CHUNK, queries.size()));
      List<JsonObject> answers = chunk(search, index, depth, some);
      for (int i = 0; i < some.size(); i++) {
        hits.put(some.get(i).id(), hits(answers.get(i), some.get(i), depth));
      }
      watch.at("searching", (double) (from + some.size()) / queries.size(), index);
    }
    return TrecRun.of(hits);
  }

  private List<JsonObject> chunk(
      Search search, String index, int depth, List<BeirCollection.Query> some) throws IOException {
    StringBuilder body = new StringBuilder();
    JsonObject header = new JsonObject();
    header.addProperty("index", index);
    for (BeirCollection.Query query : some) {
      // One more: the query's own document may be among them.
      body.append(header).append('\n').append(search.of(query.text(), depth + 1)).append('\n');
    }
    Cluster.Backoff backoff = cluster.backoff("POST /_msearch");
    while (true) {
      JsonArray responses =
          cluster.request("POST", "/_msearch", body.toString()).getAsJsonArray("responses");
      List<JsonObject> answers = new ArrayList<>();
      String later = "";
      for (int i = 0; i < some.size(); i++) {
        JsonObject answer = responses.get(i).getAsJsonObject();
        answers.add(answer);
        if (Cluster.LATER.contains(answer.get("status").getAsInt())) {
          later = answer.toString();
        } else {
          check(answer, some.get(i));
        }
      }
      if (later.isEmpty()) {
        return answers;
      }
      backoff.pause(later);
    }
  }

  private static void check(JsonObject answer, BeirCollection.Query query) throws IOException {
    if (answer.has("error")
        || answer.get("timed_out").getAsBoolean()
        || answer.getAsJsonObject("_shards").get("failed").getAsInt() > 0) {
      throw new IOException(
          "query ["
              + query.id()
              + "] failed: "
              + (answer.has("error") ? answer.get("error") : answer.get("_shards")));
    }
  }

  private static List<Hit> hits(JsonObject answer, BeirCollection.Query query, int depth) {
    List<Hit> hits = new ArrayList<>();
    for (JsonElement element : answer.getAsJsonObject("hits").getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      String id = hit.get("_id").getAsString();
      if (!id.equals(query.id())) {
        hits.add(new Hit(id, hit.get("_score").getAsFloat()));
      }
    }
    return hits.subList(0, Math.min(depth, hits.size()));
  }

  /**
   * Times searches: each round takes the next query and sends it to all systems, in random order; a
   * third as many rounds before do not count.
   *
   * @param indices of the systems
   * @param rounds how many count
   * @param top hits of a search
   * @return milliseconds from the request to the end of the answer, by system and round
   */
  Map<SearchSystem, double[]> timed(Map<SearchSystem, String> indices, int rounds, int top)
      throws IOException {
    Map<SearchSystem, double[]> times = new LinkedHashMap<>();
    indices.keySet().forEach(system -> times.put(system, new double[rounds]));
    List<SearchSystem> order = new ArrayList<>(indices.keySet());
    Random random = new Random(SEED);
    int warmUp = (rounds + 2) / 3;
    for (int i = 0; i < warmUp + rounds; i++) {
      String text = queries.get(i % queries.size()).text();
      Collections.shuffle(order, random);
      for (SearchSystem system : order) {
        double time = time(system, indices.get(system), text, top);
        if (i >= warmUp) {
          times.get(system)[i - warmUp] = time;
        }
      }
      watch.at("timing", (i + 1.0) / (warmUp + rounds), "");
    }
    return times;
  }

  private double time(SearchSystem system, String index, String text, int top) throws IOException {
    Engine engine = cluster.engine();
    String path = "/" + index + "/_search";
    String body = system.search(text, top).toString();
    for (int i = 1; ; i++) {
      HttpRequest request = engine.prepare("POST", path, body);
      long begin = System.nanoTime();
      HttpResponse<String> response;
      try {
        response = engine.send(request);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw Cluster.interrupted();
        }
        response = null;
      }
      double time = (System.nanoTime() - begin) / 1e6;
      if (response != null && response.statusCode() == 200) {
        return time;
      }
      // The node is busy or away: wait for it, then measure anew.
      Engine.read(cluster.send("POST", path, body));
      if (i == ATTEMPTS) {
        throw new IOException("[" + path + "] failed " + i + " times while it was timed");
      }
    }
  }
}
