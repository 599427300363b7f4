/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.model.ModelManifest;
import java.io.IOException;

/**
 * Opens a way to encode that the tools have no code for. Found by {@link java.util.ServiceLoader};
 * the tools' own archive has none.
 */
public interface IngestRival {
  /** The label of what it opens. */
  String label();

  /** Gets it ready, with the plan's threads and, where that makes sense, its precision. */
  IngestWay open(ModelManifest manifest, IngestPlan plan) throws IOException;
}
