/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.cluster;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.google.gson.JsonObject;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.MethodSorters;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.AfterParam;
import org.junit.runners.Parameterized.BeforeParam;
import org.junit.runners.Parameterized.Parameters;

/**
 * Two nodes of default settings, one with the ingest role: who loads what, when, and what of it.
 */
@RunWith(Parameterized.class)
@FixMethodOrder(MethodSorters.NAME_ASCENDING) // the first needs nodes that have loaded nothing
public final class RolesIT {
  /** Of weights between 0 and 1, in 8 bits as served. */
  private static final double INT8 = 0.02;

  /** The same in 32 bits, of states around anchors of 136. */
  private static final double FP32 = 5e-4;

  private static final String ENCODE = "/_plugins/_neural_sparse/models/one-layer/_encode";

  private static Cluster cluster;
  private static Node data;
  private static Node ingest;
  private static Http http;

  public RolesIT(String version) {}

  @Parameters(name = "{0}")
  public static List<String> versions() {
    return Distribution.versions();
  }

  @BeforeParam
  public static void start(String version) {
    NodeOptions options = NodeOptions.of(version);
    cluster =
        Cluster.start(
            options.name("data").roles("cluster_manager", "data"),
            options.name("ingest").roles("ingest"));
    data = cluster.node("data");
    ingest = cluster.node("ingest");
    http = data.http();
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
  }

  @AfterParam
  public static void stop() {
    if (cluster != null) {
      List<String> complaints =
          cluster.nodes().stream()
              .flatMap(node -> ServerLog.complaints(node.logs()).stream())
              .toList();
      cluster.close();
      assertEquals(List.of(), complaints);
    }
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
  public void aNetworkIsLoadedOnTheIngestNodeOnlyAndOnlyWhenItMust() throws IOException {
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
    assertTrue(data.logs().contains("loaded the tokeniser and table of model [one-layer]"));
    assertFalse(data.logs().contains("loaded the network"));
    assertTrue(ingest.logs().contains("loaded the network of model [one-layer]"));
  }

  private static JsonObject encoded(String side, String text) {
    String body = json("{'side': '" + side + "', 'text': '" + text + "'}");
    return http.post(ENCODE, body).ok().at("results", 0, "tokens").getAsJsonObject();
  }

  @Test
  public void theDefaultModelGivesWhatItsWeightsSay() throws IOException {
    OneLayer golden = OneLayer.golden();
    ModelFolder folder = ModelFolder.of(ingest.config().resolve("neural-sparse/models/one-layer"));
    try (DocumentEncoder encoder =
        OnnxDocumentEncoder.load(ModelManifest.read(folder), Precision.FP32)) {
      JsonObject exact = new JsonObject();
      encoder
          .encode(List.of(golden.text("document")))
          .getFirst()
          .toMap()
          .forEach(exact::addProperty);
      golden.assertDocument(exact, FP32);
    }
    JsonObject document = encoded("document", golden.text("document"));
    golden.assertDocument(document, INT8);
    assertTrue("an inflection of [studies]: " + document, document.has("study"));
    golden.assertQuery("count", encoded("query", golden.text("query")));
  }

  /** The search for a text in document 2, explained. */
  private static Answer found(String text, String more) {
    Answer found =
        http.post(
                "/i/_search",
                json(
                    "{'query': {'bool': {'filter': {'ids': {'values': ['2']}}, 'must':"
                        + " {'neural_sparse': {'s': {'query_text': '"
                        + text
                        + "'"
                        + more
                        + "}}}}}, 'explain': true}"))
            .ok();
    assertEquals(1, found.at("hits", "total", "value").getAsInt());
    return found;
  }

  private static double score(String text, String more) {
    return found(text, more).at("hits", "hits", 0, "_score").getAsDouble();
  }

  /** Pipeline and query name no model; the model's folder says that repeated words count. */
  @Test
  public void theDefaultModelRanks() throws IOException {
    OneLayer golden = OneLayer.golden();
    http.put("/i/_doc/2?refresh=true", json("{'t': '" + golden.text("document") + "'}")).ok();
    golden.assertDocument(http.get("/i/_doc/2").ok().at("_source", "s").getAsJsonObject(), INT8);
    String query = golden.text("query");
    double count = golden.score("count");
    double set = golden.score("set");
    assertEquals(count, score(query, ""), INT8 * count);
    assertEquals(count, score(query, ", 'token_frequency': 'count'"), INT8 * count);
    assertEquals(set, score(query, ", 'token_frequency': 'set'"), INT8 * set);
    assertEquals(score(query, ""), score(query, ", 'model_id': 'one-layer'"), 0);
    String counted = found(query, "").text();
    assertTrue(counted, counted.contains("occurrences, from [coffee] of the query's text"));
    assertTrue(counted, counted.contains("IDF of the token in model [one-layer]"));
    String once = found(query, ", 'token_frequency': 'set'").text();
    assertTrue(
        once, once.contains("from [coffee] of the query's text; its 2 occurrences count once"));
  }
}
