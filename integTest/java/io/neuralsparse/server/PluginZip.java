/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What is in the zip of the plugin under test. */
final class PluginZip {
  private PluginZip() {}

  /** The version in its descriptor. */
  static String version() {
    try (ZipFile zip = new ZipFile(Distribution.plugin().toFile());
        var in = zip.getInputStream(zip.getEntry("plugin-descriptor.properties"))) {
      Properties descriptor = new Properties();
      descriptor.load(in);
      return descriptor.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of its files, sorted. */
  static List<String> files() {
    try (ZipFile zip = new ZipFile(Distribution.plugin().toFile())) {
      return zip.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
