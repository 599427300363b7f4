/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
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
  /** In any case. */
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
   */
  boolean areTaken(Path plugins) {
    return this == ALWAYS || (this == AUTO && !hasOfficialPlugin(plugins));
  }

  private static boolean hasOfficialPlugin(Path plugins) {
    try (Stream<Path> folders = Files.list(plugins)) {
      return folders.anyMatch(OfficialNames::isOfficialPlugin);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      logger.warn("cannot list the installed plugins; the official names are left alone", e);
      return true;
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
