/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * OpenSearch's own neural search: four plugins, as they are published, for one version of
 * OpenSearch. A node with them wants a heap of 1 GB.
 *
 * <p>Reads the system property {@code neural_sparse.official}: a folder with {@code
 * <plugin>-<version>.0.zip} for each.
 */
public final class OfficialPlugins {
  /** Each one needs those before it. */
  private static final List<String> NAMES =
      List.of(
          "opensearch-job-scheduler", "opensearch-knn", "opensearch-ml-plugin", "neural-search");

  private OfficialPlugins() {}

  /** The version of OpenSearch they are for. */
  public static String version() {
    String file = zip(NAMES.get(NAMES.size() - 1)).getFileName().toString();
    return file.substring(
        NAMES.get(NAMES.size() - 1).length() + 1, file.length() - ".0.zip".length());
  }

  /**
   * Their zips, in the order in which they must be installed.
   *
   * @throws IllegalStateException when one of them is missing
   */
  public static List<Path> zips() {
    return NAMES.stream().map(OfficialPlugins::zip).toList();
  }

  /** Their zips, and this one after them. */
  public static List<Path> zipsWith(Path plugin) {
    List<Path> all = new ArrayList<>(zips());
    all.add(plugin);
    return all;
  }

  private static Path zip(String name) {
    Path folder = Path.of(Distribution.property("neural_sparse.official"));
    try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
      return files
          .filter(file -> file.getFileName().toString().matches(name + "-[0-9.]+\\.0\\.zip"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "there is no [" + name + "] in [" + folder + "]: run mvn verify"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
