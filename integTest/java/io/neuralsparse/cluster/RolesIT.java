/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Two nodes, one with the ingest role: who loads what, and when. */
@RunWith(Parameterized.class)
public final class RolesIT {
  private final String version;

  public RolesIT(String version) {
    this.version = version;
  }

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  /** Whether a native library is mapped into a node's process; asks the kernel, not the plugin. */
  private static boolean hasLibrary(Node node, String name) throws IOException {
    Path maps = Path.of("/proc/" + node.pid() + "/maps");
    assumeTrue("needs Linux and the right to see the node's memory map", Files.isReadable(maps));
    return Files.readString(maps).contains(name);
  }

  @Test
  public void onlyTheIngestNodeLoadsANetworkAndOnlyWhenItMust() throws IOException {
    NodeOptions options = NodeOptions.of(version);
    try (Cluster cluster =
        Cluster.start(
            options.name("data").roles("cluster_manager", "data"),
            options.name("ingest").roles("ingest"))) {
      Node data = cluster.node("data");
      Node ingest = cluster.node("ingest");
      Http http = data.http();
      http.put(
              "/_ingest/pipeline/encode",
              json("{'processors': [{'sparse_encoding': {'field_map': {'t': 's'}}}]}"))
          .ok();
      http.put(
              "/i",
              json(
                  "{'settings': {'default_pipeline': 'encode', 'number_of_replicas': 0},"
                      + " 'mappings': {'properties': {'s': {'type': 'rank_features'}}}}"))
          .ok();
      for (Node node : cluster.nodes()) {
        assertFalse(hasLibrary(node, "libonnxruntime"));
        assertFalse(hasLibrary(node, "libtokenizers"));
      }

      // Sent to the node that cannot encode, which hands it to the one that can.
      http.put("/i/_doc/1?refresh=true", json("{'t': 'where is the library?'}")).ok();
      assertTrue(hasLibrary(ingest, "libonnxruntime"));
      assertFalse(hasLibrary(data, "libonnxruntime"));

      String query = json("{'query': {'neural_sparse': {'s': {'query_text': 'library'}}}}");
      for (Node node : cluster.nodes()) {
        assertEquals(
            1, node.http().post("/i/_search", query).ok().at("hits", "total", "value").getAsInt());
      }
      assertFalse(hasLibrary(data, "libonnxruntime"));
      assertTrue(data.logs().contains("loaded the tokeniser and table of model [lexical]"));
      assertFalse(data.logs().contains("loaded the network"));
      for (Node node : cluster.nodes()) {
        assertEquals(List.of(), ServerLog.complaints(node.logs()));
      }
    }
  }
}
