/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import static org.junit.Assert.assertEquals;

import io.neuralsparse.cluster.ServerLog;
import io.neuralsparse.server.Distribution;
import io.neuralsparse.server.Http;
import io.neuralsparse.server.Node;
import io.neuralsparse.server.SharedNodes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.rules.ExternalResource;

/**
 * One node of every version, for as long as a class or a suite of classes needs them. They start
 * together; whoever is the last to leave gives them back, and looks through their logs.
 */
final class Servers extends ExternalResource {
  private static final Servers INSTANCE = new Servers();

  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private int users;

  private Servers() {}

  /** The rule for classes, one for all. */
  static Servers rule() {
    return INSTANCE;
  }

  /** A client of the node of a version. */
  static Http http(String version) {
    return INSTANCE.nodes.get(version).http();
  }

  /** The node of a version. */
  static Node node(String version) {
    return INSTANCE.nodes.get(version);
  }

  @Override
  protected void before() {
    if (users++ == 0) {
      Distribution.versions().parallelStream()
          .forEach(version -> nodes.put(version, SharedNodes.take(version)));
    }
  }

  @Override
  protected void after() {
    if (--users > 0) {
      return;
    }
    List<String> complaints =
        nodes.values().stream()
            .flatMap(node -> ServerLog.complaints(node.logs()).stream())
            .toList();
    nodes.values().forEach(SharedNodes::giveBack);
    nodes.clear();
    assertEquals(List.of(), complaints);
  }
}
