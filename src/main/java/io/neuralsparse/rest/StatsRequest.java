/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import org.opensearch.action.support.nodes.BaseNodesRequest;
import org.opensearch.core.common.io.stream.StreamInput;

/** Asks for the statistics of some nodes. */
final class StatsRequest extends BaseNodesRequest<StatsRequest> {
  /** Ids, names or other selectors of nodes; none for all nodes. */
  StatsRequest(String... nodes) {
    super(nodes);
  }

  StatsRequest(StreamInput in) throws IOException {
    super(in);
  }
}
