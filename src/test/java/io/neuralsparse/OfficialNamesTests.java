/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.common.settings.Settings;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class OfficialNamesTests extends OpenSearchTestCase {
  private static OfficialNames setting(String value) {
    return OfficialNames.SETTING.get(
        Settings.builder().put("neural_sparse.official_names", value).build());
  }

  public void testAutoLooksForTheOfficialPlugin() throws Exception {
    Path plugins = createTempDir().resolve("plugins");
    assertTrue(OfficialNames.SETTING.get(Settings.EMPTY).areTaken(plugins));
    assertTrue(setting("always").areTaken(plugins));
    assertFalse(setting("never").areTaken(plugins));
    Path other = Files.createDirectories(plugins.resolve("other"));
    Files.writeString(
        other.resolve("plugin-descriptor.properties"), "name=other\nclassname=org.example.Other\n");
    Files.createDirectories(plugins.resolve("without-descriptor"));
    assertTrue(OfficialNames.SETTING.get(Settings.EMPTY).areTaken(plugins));

    Path official = Files.createDirectories(plugins.resolve("opensearch-neural-search"));
    Files.writeString(
        official.resolve("plugin-descriptor.properties"),
        "classname=org.opensearch.neuralsearch.plugin.NeuralSearch");
    assertFalse(setting("auto").areTaken(plugins));
    assertFalse(setting("never").areTaken(plugins));
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> setting("always").areTaken(plugins));
    assertEquals(
        "[neural_sparse.official_names] is [always], but the plugin in"
            + " [plugins/opensearch-neural-search] has these names already: set it to [auto] or"
            + " [never], and use the names [learned_sparse], [learned_sparse_encoding] and so on"
            + " for this plugin, or run [opensearch-plugin remove opensearch-neural-search]",
        e.getMessage());
  }

  public void testOtherValuesAreRefused() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> setting("maybe"));
    assertEquals(
        "[neural_sparse.official_names] must be auto, always or never, got [maybe]",
        e.getMessage());
  }
}
