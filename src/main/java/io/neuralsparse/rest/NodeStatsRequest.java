/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.List;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.transport.TransportRequest;

/** Asks a node for its statistics. */
final class NodeStatsRequest extends TransportRequest {
  private final List<String> sections;

  NodeStatsRequest(List<String> sections) {
    this.sections = sections;
  }

  NodeStatsRequest(StreamInput in) throws IOException {
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
