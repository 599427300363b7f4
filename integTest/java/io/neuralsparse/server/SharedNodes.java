/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Nodes of the usual options, one of each version, that test classes use one after the other: each
 * start takes eight seconds. Their default model is {@code lexical}, whose weights a test works out
 * by a formula. A class finds the node as after its start, but for counters and caches. They stop
 * when the JVM ends.
 */
public final class SharedNodes {
  private static final String MODELS = "neural-sparse/models";

  /** Comes with the plugin. */
  private static final List<String> BUILT_IN = List.of("lexical", "one-layer");

  private static final List<String> MADE =
      List.of(
          "/*?expand_wildcards=all",
          "/_ingest/pipeline/*",
          "/_search/pipeline/*",
          "/_index_template/*",
          "/_template/*");

  private final Map<String, Node> nodes = new ConcurrentHashMap<>();

  /** The node of a version, for this class alone until it is given back. */
  public static Node take(String version) {
    return Workspace.get().shared().running(version);
  }

  /** Takes all away that a class has made on the node. */
  public static void giveBack(Node node) {
    Workspace.get().shared().cleaned(node);
  }

  private Node running(String version) {
    Node node =
        nodes.computeIfAbsent(
            version, key -> Node.start(NodeOptions.of(key).defaultModel("lexical")));
    if (node.isAlive()) {
      return node;
    }
    nodes.remove(version);
    return running(version);
  }

  private void cleaned(Node node) {
    nodes.remove(node.version());
    try {
      MADE.forEach(path -> node.http().delete(path).ok(200, 404));
      node.http()
          .put(
              "/_cluster/settings", "{\"persistent\": {\"*\": null}, \"transient\": {\"*\": null}}")
          .ok();
      removeModels(node);
    } catch (RuntimeException | AssertionError e) {
      node.close();
      throw e;
    }
    node.forgetLogs();
    nodes.put(node.version(), node);
  }

  private static boolean isBuiltIn(Path folder) {
    return BUILT_IN.contains(folder.getFileName().toString());
  }

  private static void removeModels(Node node) {
    try (Stream<Path> folders = Files.list(node.config().resolve(MODELS))) {
      for (Path folder : folders.filter(each -> !isBuiltIn(each)).toList()) {
        // Broken ones were never loaded.
        node.http().delete("/_plugins/_neural_sparse/models/" + folder.getFileName() + "/_unload");
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
