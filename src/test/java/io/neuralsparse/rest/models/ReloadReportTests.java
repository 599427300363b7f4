/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.ingest.SparseEncodingProcessor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opensearch.ExceptionsHelper;
import org.opensearch.Version;
import org.opensearch.cluster.ClusterName;
import org.opensearch.cluster.ClusterState;
import org.opensearch.cluster.metadata.Metadata;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.common.xcontent.XContentType;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.CircuitBreakingException;
import org.opensearch.core.common.bytes.BytesArray;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.ingest.IngestMetadata;
import org.opensearch.ingest.PipelineConfiguration;
import org.opensearch.test.OpenSearchTestCase;
import org.opensearch.transport.RemoteTransportException;

/** What a reload says when nodes fail in ways that real servers don't on demand. */
public class ReloadReportTests extends OpenSearchTestCase {
  private static final DiscoveryNode A = node("a");
  private static final DiscoveryNode B = node("b");

  private static DiscoveryNode node(String id) {
    return new DiscoveryNode(
        "name of " + id, id, buildNewFakeTransportAddress(), Map.of(), Set.of(), Version.CURRENT);
  }

  private static Outcome prepared(DiscoveryNode node, String digest) {
    return new Outcome(
        node,
        Map.of(
            ReloadSteps.COMPARED,
            true,
            ReloadSteps.BEFORE,
            "before",
            ReloadSteps.AFTER,
            digest,
            ReloadSteps.HALVES,
            List.of("query")),
        null);
  }

  private static Outcome refused(DiscoveryNode node, String kind, String failure) {
    return new Outcome(
        node,
        Map.of(
            ReloadSteps.KIND,
            kind,
            ReloadSteps.FAILURE,
            failure,
            ModelsTransport.NAMES,
            List.of("x", node.getId())),
        null);
  }

  private static void assertFailure(RestStatus status, String message, Outcome... outcomes) {
    Exception failure = ReloadReport.failure("m", List.of(outcomes));
    assertEquals(status, ExceptionsHelper.status(failure));
    assertEquals(message, failure.getMessage());
  }

  public void testFailures() {
    String prefix = "model [m] is not reloaded, what served goes on serving: ";
    assertFailure(
        RestStatus.NOT_FOUND,
        "unknown model [m], the nodes have [a, b, x]",
        refused(A, ReloadSteps.UNKNOWN, "u"),
        refused(B, ReloadSteps.UNKNOWN, "u"));
    assertFailure(
        RestStatus.BAD_REQUEST,
        prefix + "node [name of a]: u; node [name of b]: f",
        refused(A, ReloadSteps.UNKNOWN, "u"),
        refused(B, ReloadSteps.FOLDER, "f"));
    assertFailure(
        RestStatus.CONFLICT,
        prefix + "node [name of b]: busy",
        prepared(A, "0123456789abcdef"),
        refused(B, ReloadSteps.BUSY, "busy"));
    assertFailure(
        RestStatus.SERVICE_UNAVAILABLE,
        prefix + "node [name of b]: died",
        prepared(A, "0123456789abcdef"),
        new Outcome(B, Map.of(), new IllegalStateException("died")));
    assertFailure(
        RestStatus.TOO_MANY_REQUESTS,
        prefix + "node [name of b]: full",
        prepared(A, "0123456789abcdef"),
        new Outcome(
            B,
            Map.of(),
            new RemoteTransportException(
                "b",
                new CircuitBreakingException("full", 2, 1, CircuitBreaker.Durability.TRANSIENT))));
  }

  public void testANodeThatDoesNotSwitchAndOneThatJoins() {
    ClusterState state =
        ClusterState.builder(new ClusterName("c"))
            .nodes(DiscoveryNodes.builder().add(A).add(B).add(node("new")))
            .build();
    NodesAnswer answer =
        ReloadReport.success(
            state,
            "m",
            Set.of("p"),
            List.of(prepared(A, "0123456789abcdef"), prepared(B, "fedcba9876543210")),
            List.of(
                new Outcome(A, Map.of(ReloadSteps.SWITCHED, true), null),
                new Outcome(B, Map.of(), new IllegalStateException("died"))));
    assertEquals(List.of(A), answer.getNodes().stream().map(NodeAnswer::getNode).toList());
    assertEquals(
        "node [name of b] has not switched and may still serve the old model, _reload it once more:"
            + " died",
        answer.failures().getFirst().getMessage());
    assertEquals(
        List.of(
            "model [m] is not the same on all nodes: digest [0123456789ab…] on the nodes [name of"
                + " a], digest [fedcba987654…] on the nodes [name of b]",
            "node [name of new] has joined meanwhile: it loads its folder when it needs it"),
        answer.common().get("warnings"));
  }

  public void testPipelinesThatEncodeWithAModel() {
    Map<String, PipelineConfiguration> pipelines = new HashMap<>();
    for (String type :
        List.of(SparseEncodingProcessor.TYPE, SparseEncodingProcessor.OFFICIAL_TYPE)) {
      add(pipelines, type, "{'" + type + "': {'model_id': 'm'}}");
      add(pipelines, type + "-other", "{'" + type + "': {'model_id': 'n'}}");
      add(pipelines, type + "-none", "{'" + type + "': {}}");
      add(
          pipelines,
          type + "-inside",
          "{'foreach': {'processor': {'set': {'on_failure': [{'"
              + type
              + "': {'model_id': 'm'}}]}}}}");
    }
    add(pipelines, "another", "{'text_embedding': {'model_id': 'm'}}");
    ClusterState state =
        ClusterState.builder(new ClusterName("c"))
            .metadata(
                Metadata.builder().putCustom(IngestMetadata.TYPE, new IngestMetadata(pipelines)))
            .build();
    Set<String> named =
        Set.of(
            "learned_sparse_encoding",
            "learned_sparse_encoding-inside",
            "sparse_encoding",
            "sparse_encoding-inside");
    assertEquals(named, Pipelines.using(state, "m", false));
    Set<String> all = new HashSet<>(named);
    all.addAll(Set.of("learned_sparse_encoding-none", "sparse_encoding-none"));
    assertEquals(all, Pipelines.using(state, "m", true));
    assertEquals(
        Set.of(), Pipelines.using(ClusterState.builder(new ClusterName("c")).build(), "m", true));
  }

  private static void add(
      Map<String, PipelineConfiguration> pipelines, String name, String processor) {
    String json = "{'processors': [" + processor + "]}";
    pipelines.put(
        name,
        new PipelineConfiguration(
            name, new BytesArray(json.replace('\'', '"')), XContentType.JSON));
  }
}
