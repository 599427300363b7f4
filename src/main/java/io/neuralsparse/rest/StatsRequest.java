/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.List;
import org.opensearch.action.support.nodes.BaseNodesRequest;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/** Asks for the statistics of some nodes. */
final class StatsRequest extends BaseNodesRequest<StatsRequest> {
  private final List<String> sections;

  /**
   * A request.
   *
   * @param sections names, or {@code _all}
   * @param nodes ids, names or other selectors of nodes; none for all nodes
   */
  StatsRequest(List<String> sections, String... nodes) {
    super(nodes);
    this.sections = sections;
  }

  StatsRequest(StreamInput in) throws IOException {
    super(in);
    this.sections = in.readStringList();
  }

  List<String> sections() {
    return sections;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeStringCollection(sections);
  }
}
