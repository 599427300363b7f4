/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several nodes that found one another on the loopback address; of different roles and versions if
 * wanted.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration JOINING = Duration.ofSeconds(60);

  private final List<Node> nodes;

  private Cluster(List<Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts the nodes at the same time and waits until all have joined. At least one must be a
   * cluster manager.
   *
   * @throws IllegalStateException when one ends before, or it takes too long
   */
  public static Cluster start(NodeOptions... options) {
    List<Node> nodes = new ArrayList<>();
    Cluster cluster = new Cluster(nodes);
    try {
      for (NodeOptions one : options) {
        nodes.add(Node.prepare(one));
      }
      Map<String, String> settings = settings(nodes, List.of(options));
      nodes.forEach(node -> node.configure(settings));
      nodes.forEach(Node::launch);
      cluster.await();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static Map<String, String> settings(List<Node> nodes, List<NodeOptions> options) {
    String managers =
        options.stream()
            .filter(NodeOptions::clusterManager)
            .map(NodeOptions::name)
            .collect(Collectors.joining(","));
    String addresses = nodes.stream().map(Node::transportAddress).collect(Collectors.joining(","));
    return Map.of(
        "cluster.name", "neural-sparse-" + nodes.get(0).transportAddress().replace(':', '-'),
        "cluster.initial_cluster_manager_nodes", managers,
        "discovery.seed_hosts", addresses);
  }

  /** Waits until every node answers and is in one cluster with all the others. */
  public void await() {
    nodes.forEach(Node::await);
    Instant limit = Instant.now().plus(JOINING);
    Answer answer;
    do {
      answer =
          http().get("/_cluster/health?timeout=5s&wait_for_nodes=" + nodes.size()).ok(200, 408);
    } while (answer.status() != 200 && Instant.now().isBefore(limit));
    if (answer.status() != 200) {
      throw new IllegalStateException(
          "not all of " + nodes.size() + " nodes have joined: " + answer);
    }
  }

  /** The nodes in the order of their options. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /** The node of that name. */
  public Node node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
  }

  /** A client of the first node. */
  public Http http() {
    return nodes.get(0).http();
  }

  /** Stops all nodes for good. */
  @Override
  public void close() {
    nodes.stream().parallel().forEach(Node::close);
  }
}
