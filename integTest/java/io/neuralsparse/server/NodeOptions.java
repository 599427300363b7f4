/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node is to be. Immutable; start with {@link #of} and change what is not as wanted.
 *
 * @param version of OpenSearch, one of which the distribution is there
 * @param name of the node, unique in its cluster
 * @param roles of the node; absent: all; an empty list: it coordinates only
 * @param settings for {@code opensearch.yml}, beside those that the harness sets
 * @param files to copy before the start, by their place in the config folder; a folder with all in
 *     it
 * @param plugins zips to install, in this order
 * @param heap of the JVM, in the notation of {@code -Xmx}
 * @param httpPort to listen on; 0: a free one
 */
public record NodeOptions(
    String version,
    String name,
    Optional<List<String>> roles,
    Map<String, String> settings,
    Map<String, Path> files,
    List<Path> plugins,
    String heap,
    int httpPort) {

  /** Copies the collections. */
  public NodeOptions {
    Objects.requireNonNull(version);
    Objects.requireNonNull(name);
    roles = roles.map(List::copyOf);
    settings = Map.copyOf(settings);
    files = Map.copyOf(files);
    plugins = List.copyOf(plugins);
    Objects.requireNonNull(heap);
  }

  /** A node with every role, the plugin under test, a heap of 512 MB and a free port. */
  public static NodeOptions of(String version) {
    return new NodeOptions(
        version,
        "node-1",
        Optional.empty(),
        Map.of(),
        Map.of(),
        List.of(Distribution.plugin()),
        "512m",
        0);
  }

  /** The same under another name. */
  public NodeOptions name(String other) {
    return new NodeOptions(version, other, roles, settings, files, plugins, heap, httpPort);
  }

  /** The same with these roles only; without any it coordinates only. */
  public NodeOptions roles(String... others) {
    return new NodeOptions(
        version, name, Optional.of(List.of(others)), settings, files, plugins, heap, httpPort);
  }

  /** The same with one more setting, or another value for it. */
  public NodeOptions setting(String key, String value) {
    return new NodeOptions(
        version, name, roles, with(settings, key, value), files, plugins, heap, httpPort);
  }

  /** The same with another model for requests that name none. */
  public NodeOptions defaultModel(String model) {
    return setting("neural_sparse.default_model", model);
  }

  /** The same with a file, or a folder with all in it, copied to a place in the config folder. */
  public NodeOptions file(String place, Path source) {
    return new NodeOptions(
        version, name, roles, settings, with(files, place, source), plugins, heap, httpPort);
  }

  /** The same with these plugins and no others. */
  public NodeOptions plugins(List<Path> zips) {
    return new NodeOptions(version, name, roles, settings, files, zips, heap, httpPort);
  }

  /** The same with another heap. */
  public NodeOptions heap(String size) {
    return new NodeOptions(version, name, roles, settings, files, plugins, size, httpPort);
  }

  /** The same on a port that must be free. */
  public NodeOptions httpPort(int port) {
    return new NodeOptions(version, name, roles, settings, files, plugins, heap, port);
  }

  /** Whether the node may be elected. */
  boolean clusterManager() {
    return roles.map(list -> list.contains("cluster_manager")).orElse(true);
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    Map<String, V> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
