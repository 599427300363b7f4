/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.neuralsparse.cluster.ServerLog;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/**
 * Three nodes are restarted one after the other while clients search. A client that meets a node
 * which is down asks the next one, as all of OpenSearch's clients do; that is all it ever needs.
 */
public final class RollingRestartIT {
  private static final int CLIENTS = 3;

  @Test
  public void searchesGoOnWhileNodesRestart() throws Exception {
    String version = Distribution.versions().get(Distribution.versions().size() - 1);
    NodeOptions options = NodeOptions.of(version).defaultModel("lexical");
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (Cluster cluster = Cluster.start(options.name("a"), options.name("b"), options.name("c"))) {
      Map<String, Float> words = Vocabularies.words(cluster.nodes().get(0), 200);
      Index index =
          Index.create(
              cluster.http(), "rolling", "{'number_of_shards': 2, 'number_of_replicas': 1}");
      RandomDocs docs = new RandomDocs(11, List.copyOf(words.keySet()));
      index.add(docs.next(500));
      awaitGreen(cluster.nodes().get(0));

      List<SearchLoad> loads = new ArrayList<>();
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        RandomDocs texts = new RandomDocs(100 + i, List.copyOf(words.keySet()));
        SearchLoad load = new SearchLoad(cluster.nodes(), index, words, texts);
        loads.add(load);
        running.add(threads.submit(load));
      }
      for (Node node : cluster.nodes()) {
        await(loads, SearchLoad::answered, 20);
        node.stop();
        // The others answer while it is down, and clients notice that it is.
        await(loads, SearchLoad::answered, 20);
        await(loads, SearchLoad::retried, 1);
        node.restart();
        awaitGreen(node);
      }
      await(loads, SearchLoad::answered, 20);
      loads.forEach(SearchLoad::stop);
      for (Future<?> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
      for (Node node : cluster.nodes()) {
        assertEquals(List.of(), ServerLog.complaints(node.logs()));
      }
    } finally {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS));
    }
  }

  private static void awaitGreen(Node node) {
    Answer health =
        node.http().get("/_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=50s").ok();
    assertEquals(health.text(), "green", health.at("status").getAsString());
  }

  private interface Count {
    long of(SearchLoad load);
  }

  /** Waits until every client has counted so many more, or one of them has failed. */
  private static void await(List<SearchLoad> loads, Count count, int more)
      throws InterruptedException {
    for (SearchLoad load : loads) {
      long due = count.of(load) + more;
      for (int i = 0; i < 3000 && count.of(load) < due; i++) {
        load.check();
        Thread.sleep(10);
      }
      assertTrue("only " + count.of(load) + " of " + due, count.of(load) >= due);
    }
  }
}
