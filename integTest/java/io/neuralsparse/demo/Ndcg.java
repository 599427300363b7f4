/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.evaluate.Cluster;
import io.neuralsparse.tools.evaluate.Metric;
import io.neuralsparse.tools.evaluate.Scores;
import io.neuralsparse.tools.evaluate.Searches;
import io.neuralsparse.tools.evaluate.Watch;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** NDCG@10 of searches in an index that holds a collection, over all its judged queries. */
record Ndcg(Cluster cluster, String index, BeirCollection collection) {
  private static final Watch QUIET =
      new Watch() {
        @Override
        public void at(String what, double share, String note) {}

        @Override
        public void say(String line) {}
      };

  /** Searches with the query, as it stands in a request, that is given for each text. */
  double of(UnaryOperator<String> search) throws IOException {
    int depth = Metric.MAIN.cut();
    Searches searches = new Searches(cluster, collection.queries(), QUIET);
    return Scores.of(
            searches.all((text, size) -> request(search.apply(text), size), index, depth),
            collection.judgements(),
            depth)
        .mean(Metric.MAIN);
  }

  private static JsonObject request(String query, int size) {
    JsonObject request = new JsonObject();
    request.addProperty("size", size);
    request.addProperty("_source", false);
    request.add("query", JsonParser.parseString(query));
    return request;
  }
}
