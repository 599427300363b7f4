/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.bench.Engine;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of queries: from the model's folder where it is at hand, or else from the node, where
 * it can be asked.
 */
final class QueryVectors {
  private static final int CHUNK = 100;

  private final Map<String, Map<String, Float>> vectors = new HashMap<>();

  private QueryVectors() {}

  /** Those of a system's queries; absent where nobody can tell. */
  static Optional<QueryVectors> of(
      Cluster cluster,
      SearchSystem system,
      Optional<LocalModel> model,
      List<BeirCollection.Query> queries)
      throws IOException {
    QueryVectors all = new QueryVectors();
    if (system.isBm25()) {
      return Optional.empty();
    }
    if (model.isPresent()) {
      for (BeirCollection.Query query : queries) {
        SparseVector vector = model.get().query(query.text());
        all.vectors.put(query.id(), vector.toMap());
      }
      return Optional.of(all);
    }
    for (int from = 0; from < queries.size(); from += CHUNK) {
      List<BeirCollection.Query> some =
          queries.subList(from, Math.min(from + CHUNK, queries.size()));
      if (!all.ask(cluster, system.base(), some)) {
        return Optional.empty();
      }
    }
    return Optional.of(all);
  }

  private boolean ask(Cluster cluster, String model, List<BeirCollection.Query> queries)
      throws IOException {
    JsonArray texts = new JsonArray();
    queries.forEach(query -> texts.add(query.text()));
    JsonObject body = new JsonObject();
    body.add("text", texts);
    body.addProperty("side", "query");
    HttpResponse<String> response =
        cluster.send(
            "POST",
            "/_plugins/_neural_sparse/models/"
                + URLEncoder.encode(model, StandardCharsets.UTF_8)
                + "/_encode",
            body.toString());
    if (response.statusCode() != 200) {
      return false; // an older plugin, or one may not
    }
    JsonArray results = Engine.read(response).getAsJsonArray("results");
    for (int i = 0; i < queries.size(); i++) {
      Map<String, Float> tokens = new HashMap<>();
      for (Map.Entry<String, JsonElement> each :
          results.get(i).getAsJsonObject().getAsJsonObject("tokens").entrySet()) {
        tokens.put(each.getKey(), each.getValue().getAsFloat());
      }
      vectors.put(queries.get(i).id(), tokens);
    }
    return true;
  }

  /** The tokens of a query with their weights. */
  Map<String, Float> of(BeirCollection.Query query) {
    return vectors.get(query.id());
  }
}
