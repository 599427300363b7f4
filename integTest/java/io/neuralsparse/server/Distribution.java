/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * An OpenSearch distribution of one version, unpacked, with plugins installed by its own {@code
 * opensearch-plugin}. It is made once for each JVM, version and list of plugins; every node gets a
 * home of its own from it.
 *
 * <p>Reads the system properties {@code neural_sparse.distributions} (a folder with {@code
 * opensearch-<version>.zip}), {@code neural_sparse.versions} and {@code neural_sparse.plugin}.
 */
public final class Distribution {
  private static final Duration INSTALLATION = Duration.ofMinutes(2);
  private static final Map<Key, Distribution> MADE = new ConcurrentHashMap<>();

  private record Key(String version, List<Path> plugins) {}

  private final Path home;

  private Distribution(Path home) {
    this.home = home;
  }

  /** The versions that tests run against, oldest first. */
  public static List<String> versions() {
    return List.of(property("neural_sparse.versions").split(",", -1));
  }

  /** The zip of the plugin under test. */
  public static Path plugin() {
    return Path.of(property("neural_sparse.plugin"));
  }

  /**
   * The distribution of a version with these plugins, installed in this order.
   *
   * @throws IllegalStateException when a zip is missing, or the installer fails; with all it
   *     printed
   */
  static Distribution of(String version, List<Path> plugins) {
    return MADE.computeIfAbsent(new Key(version, List.copyOf(plugins)), Distribution::make);
  }

  /**
   * Makes a home for one node: its own configuration, everything that never changes shared with the
   * others.
   */
  Path newHome(String name) {
    Workspace workspace = Workspace.get();
    Path target = workspace.fresh(name);
    try (Stream<Path> parts = Files.list(home)) {
      Files.createDirectories(target.resolve("tmp"));
      for (Path part : parts.toList()) {
        Path copy = target.resolve(part.getFileName());
        if (part.endsWith("config")) {
          FileTree.copy(part, copy);
        } else {
          FileTree.link(part, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    workspace.account().own(target);
    return target;
  }

  private static Distribution make(Key key) {
    try {
      Path unpacked = unpack(key.version());
      for (Path plugin : key.plugins()) {
        install(plugin, unpacked);
      }
      return new Distribution(unpacked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path unpack(String version) throws IOException {
    Path zip = Path.of(property("neural_sparse.distributions"), "opensearch-" + version + ".zip");
    if (Files.notExists(zip)) {
      throw new IllegalStateException(
          "there is no OpenSearch [" + version + "] here, but " + present(zip.getParent()));
    }
    Workspace workspace = Workspace.get();
    Path folder = workspace.fresh("distribution-" + version);
    FileTree.unzip(zip, folder);
    workspace.account().own(folder);
    return folder.resolve("opensearch-" + version);
  }

  /** The names of the distributions in a folder. */
  private static List<String> present(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> zips = Files.list(folder)) {
      return zips.map(zip -> zip.getFileName().toString()).sorted().toList();
    }
  }

  /**
   * The installer gets a copy of the zip: the account it runs under may not be able to read where
   * the zip lies.
   */
  private static void install(Path zip, Path home) throws IOException {
    if (Files.notExists(zip)) {
      throw new IllegalStateException("there is no plugin [" + zip + "]: run mvn package");
    }
    Workspace workspace = Workspace.get();
    Path folder = Files.createDirectory(workspace.fresh("zip"));
    Path copy = folder.resolve(zip.getFileName());
    Files.copy(zip, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
    workspace.account().own(folder);
    List<String> command =
        List.of(
            home.resolve("bin").resolve("opensearch-plugin").toString(),
            "install",
            "-b",
            copy.toUri().toString());
    Command.Result result =
        Command.run(INSTALLATION, workspace.account().command(workspace.folder(), command));
    FileTree.delete(folder);
    if (!result.ok()) {
      throw new IllegalStateException(
          "opensearch-plugin install ended with " + result.status() + ":\n" + result.output());
    }
  }

  static String property(String name) {
    String value = System.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalStateException("system property [" + name + "] is not set");
    }
    return value;
  }
}
