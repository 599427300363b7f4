/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.Test;

/**
 * Nothing gets into the plugin by accident: one jar that the server has too, and no node starts.
 */
public final class PluginZipIT {
  @Test
  public void theZipHoldsWhatIsExpected() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/expected/plugin-zip.txt"))) {
      String expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(
          expected.replace("${version}", PluginZip.version()),
          String.join("\n", PluginZip.files()) + "\n");
    }
  }
}
