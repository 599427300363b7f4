/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;

/** The curves of a run's metrics, as a page. */
final class Curves {
  private Curves() {}

  /** Writes the page of a run. */
  static void write(RunFolder folder) throws IOException {
    List<JsonObject> lines = MetricsFile.read(folder.metrics());
    if (lines.isEmpty()) {
      return;
    }
  }
}
