/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;

/**
 * Whether the names of the official neural-search plugin are taken too. Two plugins that register
 * one name keep a node from starting, so they are left alone where that plugin is installed.
 */
enum OfficialNames {
  /** Unless the official plugin is on the node. */
  AUTO,
  /** In any case: the node does not start where the official plugin has them. */
  ALWAYS,
  /** In no case. */
  NEVER;

  static final Setting<OfficialNames> SETTING =
      new Setting<>(
          "neural_sparse.official_names", "auto", OfficialNames::parse, Property.NodeScope);

  private static final Logger logger = LogManager.getLogger(OfficialNames.class);
  private static final String OFFICIAL_PLUGIN = "org.opensearch.neuralsearch.plugin.NeuralSearch";

  private static OfficialNames parse(String value) {
    for (OfficialNames names : values()) {
      if (names.name().toLowerCase(Locale.ROOT).equals(value)) {
        return names;
      }
    }
    throw new IllegalArgumentException(
        "[neural_sparse.official_names] must be auto, always or never, got [" + value + "]");
  }

  /**
   * Decides for a node.
   *
   * @param plugins the folder where its plugins are installed
   * @throws IllegalArgumentException when the names are to be taken in any case and the official
   *     plugin has them; the message says what to do
   */
  boolean areTaken(Path plugins) {
    if (this == NEVER) {
      return false;
    }
    Optional<Path> official;
    try {
      official = officialPlugin(plugins);
    } catch (IOException e) {
      logger.warn("cannot list the installed plugins, so the official one is not looked for", e);
      return this == ALWAYS;
    }
    if (this == ALWAYS && official.isPresent()) {
      throw new IllegalArgumentException(
          "[neural_sparse.official_names] is [always], but the plugin in [plugins/"
              + official.get().getFileName()
              + "] has these names already: set it to [auto] or [never], and use the names"
              + " [learned_sparse], [learned_sparse_encoding] and so on for this plugin, or run"
              + " [opensearch-plugin remove "
              + official.get().getFileName()
              + "]");
    }
    return official.isEmpty();
  }

  private static Optional<Path> officialPlugin(Path plugins) throws IOException {
    try (Stream<Path> folders = Files.list(plugins)) {
      return folders.filter(OfficialNames::isOfficialPlugin).findFirst();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean isOfficialPlugin(Path folder) {
    Path descriptor = folder.resolve("plugin-descriptor.properties");
    if (!Files.isRegularFile(descriptor)) {
      return false;
    }
    Properties properties = new Properties();
    try (var in = Files.newInputStream(descriptor)) {
      properties.load(in);
    } catch (IOException e) {
      return false;
    }
    return OFFICIAL_PLUGIN.equals(properties.getProperty("classname"));
  }
}
