/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.List;
import org.opensearch.action.FailedNodeException;
import org.opensearch.action.support.nodes.BaseNodesResponse;
import org.opensearch.cluster.ClusterName;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/** The statistics of the nodes that answered, together and one by one. */
final class StatsResponse extends BaseNodesResponse<NodeStats> implements ToXContentFragment {
  StatsResponse(ClusterName cluster, List<NodeStats> nodes, List<FailedNodeException> failures) {
    super(cluster, nodes, failures);
  }

  StatsResponse(StreamInput in) throws IOException {
    super(in);
  }

  @Override
  protected List<NodeStats> readNodesFrom(StreamInput in) throws IOException {
    return in.readList(NodeStats::new);
  }

  @Override
  protected void writeNodesTo(StreamOutput out, List<NodeStats> nodes) throws IOException {
    out.writeList(nodes);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject("total");
    Sections.print(builder, Sections.total(getNodes().stream().map(NodeStats::sections).toList()));
    builder.endObject();
    builder.startObject("nodes");
    for (NodeStats node : getNodes()) {
      builder.startObject(node.getNode().getId());
      node.toXContent(builder, params);
      builder.endObject();
    }
    return builder.endObject();
  }
}
