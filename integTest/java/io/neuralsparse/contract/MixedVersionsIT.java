/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;

import io.neuralsparse.cluster.ServerLog;
import io.neuralsparse.contract.Oracle.Scored;
import io.neuralsparse.server.Answer;
import io.neuralsparse.server.Cluster;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.NodeOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The oldest and the newest version in one cluster, as in the middle of an upgrade: the query goes
 * from either one to the other, and all copies of the documents say the same.
 */
public final class MixedVersionsIT {
  private static final int SHARDS = 4;

  private static Cluster cluster;
  private static List<Doc> docs;
  private static Map<String, Float> words;

  @BeforeClass
  public static void start() {
    List<String> versions = Distribution.versions();
    cluster =
        Cluster.start(
            options(versions.getFirst(), "old").roles("cluster_manager", "data", "ingest"),
            options(versions.getLast(), "new").roles("data", "ingest"));
    words = Vocabularies.words(cluster.node("old"), 200);
    docs = new RandomDocs(7, List.copyOf(words.keySet())).next(300);
  }

  private static NodeOptions options(String version, String name) {
    return NodeOptions.of(version).name(name).defaultModel("lexical");
  }

  @AfterClass
  public static void stop() {
    if (cluster == null) {
      return;
    }
    List<String> complaints =
        cluster.nodes().stream()
            .flatMap(node -> ServerLog.complaints(node.logs()).stream())
            .toList();
    cluster.close();
    assertEquals(List.of(), complaints);
  }

  private static void assertGreen(String index) {
    Answer health =
        cluster.http().get("/_cluster/health/" + index + "?wait_for_status=green&timeout=50s").ok();
    assertEquals(health.text(), "green", health.at("status").getAsString());
  }

  private static Map<String, Float> weights(List<String> text) {
    Map<String, Float> weights = new HashMap<>();
    text.forEach(word -> weights.put(word, words.get(word)));
    return weights;
  }

  /** Some texts, by either name, through either node; the parameters say which copies answer. */
  private static void assertSearches(String index, String parameters) {
    RandomDocs random = new RandomDocs(index.hashCode(), List.copyOf(words.keySet()));
    for (int i = 0; i < 10; i++) {
      List<String> text = IntStream.rangeClosed(0, i).mapToObj(j -> random.token()).toList();
      List<Scored> ranking = Oracle.ranking(docs, doc -> Oracle.dot(weights(text), doc.vector()));
      String query =
          "{'query': {'%s': {'v': {'query_text': '" + String.join(" ", text) + "'}}}, 'size': 50}";
      for (String name : List.of("neural_sparse", "learned_sparse")) {
        for (Node node : cluster.nodes()) {
          Answer answer =
              node.http()
                  .post(
                      "/" + index + "/_search?" + parameters, Index.json(query.replace("%s", name)))
                  .ok();
          assertEquals(answer.toString(), 0, answer.at("_shards", "failed").getAsInt());
          Index.assertPage(ranking, 0, 50, answer);
        }
      }
    }
  }

  @Test
  public void shardsOnBothVersions() {
    Index index =
        Index.create(
            cluster.node("new").http(),
            "spread",
            "{'number_of_replicas': 0, 'number_of_shards': "
                + SHARDS
                + ", 'routing.allocation.total_shards_per_node': "
                + SHARDS / 2
                + "}");
    assertGreen("spread");
    index.add(docs);
    assertEquals(
        "new\nnew\nold\nold\n",
        cluster.http().get("/_cat/shards/spread?h=node&s=node").ok().text().replace(" ", ""));
    assertSearches("spread", "");
    // Filters of aliases are built on the shards; parts of requests are rewritten there.
    Answer count =
        cluster
            .node("new")
            .http()
            .post("/spread/_count", Index.json("{'query': " + Index.tokens(words) + "}"))
            .ok();
    assertEquals(
        Oracle.ranking(docs, doc -> Oracle.dot(words, doc.vector())).size(),
        count.at("count").getAsInt());
  }

  /** Primaries on the older node, as in an upgrade; the newer one gets copies of them. */
  @Test
  public void copiesOnBothVersions() {
    Http http = cluster.http();
    Index index =
        Index.create(
            http,
            "copies",
            "{'number_of_replicas': 0, 'number_of_shards': 2,"
                + " 'routing.allocation.require._name': 'old'}");
    index.add(docs.subList(0, 150));
    http.put(
            "/copies/_settings",
            Index.json(
                "{'index': {'routing.allocation.require._name': null, 'number_of_replicas': 1,"
                    + " 'routing.rebalance.enable': 'none'}}"))
        .ok();
    assertGreen("copies");
    index.add(docs.subList(150, docs.size()));
    for (Node node : cluster.nodes()) {
      assertSearches("copies", "preference=_only_nodes:" + node.name());
    }
  }

  /** Either node encodes, and either one finds what the other encoded. */
  @Test
  public void documentsEncodedOnBothVersions() {
    cluster
        .http()
        .put(
            "/_ingest/pipeline/encode",
            Index.json("{'processors': [{'sparse_encoding': {'field_map': {'text': 'v'}}}]}"))
        .ok();
    Index.create(
        cluster.http(),
        "encoded",
        "{'number_of_replicas': 0, 'number_of_shards': 2, 'default_pipeline': 'encode'}");
    for (Node node : cluster.nodes()) {
      node.http()
          .put(
              "/encoded/_doc/" + node.name() + "?refresh=true",
              Index.json("{'text': 'an espresso for the " + node.name() + " node'}"))
          .ok();
    }
    for (Node node : cluster.nodes()) {
      Answer answer =
          node.http()
              .post(
                  "/encoded/_search",
                  Index.json(
                      "{'explain': true, 'query': {'neural_sparse': {'v': {'query_text':"
                          + " 'espresso'}}}, 'highlight': {'fields': {'text': {'type':"
                          + " 'neural_sparse'}}}}"))
              .ok();
      double score = answer.at("hits", "hits", 0, "_score").getAsDouble();
      Set<String> marked = new HashSet<>();
      for (int i = 0; i < 2; i++) {
        Index.assertScore("score", score, answer.at("hits", "hits", i, "_score").getAsDouble());
        Index.assertScore(
            "explained",
            score,
            answer.at("hits", "hits", i, "_explanation", "value").getAsDouble());
        marked.add(answer.at("hits", "hits", i, "highlight", "text", 0).getAsString());
      }
      assertEquals(
          Set.of("an <em>espresso</em> for the old node", "an <em>espresso</em> for the new node"),
          marked);
    }
  }
}
