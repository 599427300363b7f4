/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Http;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How good a search is on a collection: NDCG@10, the mean over all its judged queries; one that
 * finds nothing counts as 0. A document whose id is the query's is no hit, as in BEIR.
 */
public final class Evaluation {
  private static final int CUT = 10;
  private static final int CHUNK = 50;

  private final Http http;
  private final String index;
  private final BeirCollection collection;

  /** Of searches in this index of the node, which holds the collection. */
  public Evaluation(Http http, String index, BeirCollection collection) {
    this.http = http;
    this.index = index;
    this.collection = collection;
  }

  /**
   * Searches with all judged queries.
   *
   * @param search gives the query, as it stands in a search request, for a text
   * @throws IllegalStateException with the node's reason for the first search that it refused
   */
  public double ndcg(UnaryOperator<String> search) {
    List<BeirCollection.Query> queries = collection.queries();
    double sum = 0;
    for (int from = 0; from < queries.size(); from += CHUNK) {
      sum += chunk(queries.subList(from, Math.min(from + CHUNK, queries.size())), search);
    }
    return sum / queries.size();
  }

  private double chunk(List<BeirCollection.Query> queries, UnaryOperator<String> search) {
    List<String> lines = new ArrayList<>();
    for (BeirCollection.Query query : queries) {
      lines.add("{}");
      JsonObject request = new JsonObject();
      request.addProperty("size", CUT + 1);
      request.addProperty("_source", false);
      request.add("query", JsonParser.parseString(search.apply(query.text())));
      lines.add(request.toString());
    }
    Answer answer = http.lines("/" + index + "/_msearch", lines);
    if (answer.status() != 200) {
      throw new IllegalStateException(answer.toString());
    }
    List<JsonElement> responses = answer.at("responses").getAsJsonArray().asList();
    double sum = 0;
    for (int i = 0; i < queries.size(); i++) {
      BeirCollection.Query query = queries.get(i);
      List<Hit> hits = hits(query, responses.get(i).getAsJsonObject());
      sum += Ndcg.at(CUT, hits, collection.judgements().get(query.id()));
    }
    return sum;
  }

  private static List<Hit> hits(BeirCollection.Query query, JsonObject response) {
    if (!response.has("hits")) {
      throw new IllegalStateException("query [" + query.id() + "] was refused: " + response);
    }
    List<Hit> hits = new ArrayList<>();
    for (JsonElement element : response.getAsJsonObject("hits").getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      String id = hit.get("_id").getAsString();
      if (!id.equals(query.id())) {
        hits.add(new Hit(id, hit.get("_score").getAsFloat()));
      }
    }
    return hits.subList(0, Math.min(CUT, hits.size()));
  }
}
