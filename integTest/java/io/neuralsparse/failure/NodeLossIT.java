/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.failure;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * Three nodes, two of which encode; one of these is killed while bulk requests come in, and started
 * again.
 */
public final class NodeLossIT {
  private static final int DOCUMENTS = 3_000 * Integer.getInteger("neural_sparse.failure_scale", 1);
  private static final int BULK = 25;
  private static final int WORDS = 20;
  private static final int TRIES = 30;

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void index(Http http) {
    http.put(
            "/_ingest/pipeline/encode",
            json("{'processors': [{'sparse_encoding': {'field_map': {'t': 's'}}}]}"))
        .ok();
    http.put(
            "/i?wait_for_active_shards=all",
            json(
                "{'settings': {'default_pipeline': 'encode', 'number_of_shards': 2,"
                    + " 'number_of_replicas': 1}, 'mappings': {'properties': {"
                    + "'n': {'type': 'integer'}, 's': {'type': 'rank_features'}}}}"))
        .ok();
  }

  @Test
  public void nothingAcknowledgedIsLostWithAnIngestNode() throws Exception {
    NodeOptions options = NodeOptions.of(Distribution.versions().getLast()).defaultModel("lexical");
    try (Cluster cluster =
            Cluster.start(
                options.name("manager").roles("cluster_manager", "data"),
                options.name("stays").roles("data", "ingest"),
                options.name("dies").roles("data", "ingest"));
        SmallText texts =
            new SmallText(cluster.nodes().get(0).config().resolve("neural-sparse/models/lexical"));
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Http http = cluster.http();
      index(http);
      Load load = new Load(http, "/i/_bulk", WORDS);
      Node dies = cluster.node("dies");
      Future<?> sending =
          thread.submit(
              () -> {
                for (int i = 0; i < TRIES && load.acknowledged().size() < DOCUMENTS; i++) {
                  load.send(DOCUMENTS, BULK, 2);
                  TimeUnit.MILLISECONDS.sleep(200);
                }
                return null;
              });
      while (load.acknowledged().size() < DOCUMENTS / 4 && !sending.isDone()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      dies.kill();
      int before = load.acknowledged().size();
      assertTrue(before + " acknowledged before", before < DOCUMENTS);
      dies.restart();
      sending.get();
      cluster.await();
      http.get("/_cluster/health/i?wait_for_status=green&timeout=50s").ok();
      assertEquals(DOCUMENTS, load.acknowledged().size());
      Map<String, JsonObject> stored = Stored.documents(http, "i");
      assertEquals(DOCUMENTS, stored.size());
      Stored.assertAll(load.acknowledged(), WORDS, stored, texts);
    }
  }
}
