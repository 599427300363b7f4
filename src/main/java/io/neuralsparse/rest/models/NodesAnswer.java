/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.opensearch.action.FailedNodeException;
import org.opensearch.action.support.nodes.BaseNodesResponse;
import org.opensearch.cluster.ClusterName;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/** What the nodes say, and what follows from it for the cluster. */
final class NodesAnswer extends BaseNodesResponse<NodeAnswer> implements ToXContentFragment {
  private final Map<String, Object> common;

  /**
   * An answer.
   *
   * @param common what is said before the nodes' turn, as in {@link NodeAnswer}
   */
  NodesAnswer(
      ClusterName cluster,
      Map<String, Object> common,
      List<NodeAnswer> nodes,
      List<FailedNodeException> failures) {
    super(cluster, nodes, failures);
    this.common = common;
  }

  Map<String, Object> common() {
    return common;
  }

  NodesAnswer(StreamInput in) throws IOException {
    super(in);
    this.common = Values.read(in, "the cluster");
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    Values.write(out, common);
  }

  @Override
  protected List<NodeAnswer> readNodesFrom(StreamInput in) throws IOException {
    return in.readList(NodeAnswer::new);
  }

  @Override
  protected void writeNodesTo(StreamOutput out, List<NodeAnswer> nodes) throws IOException {
    out.writeList(nodes);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    for (Map.Entry<String, Object> value : common.entrySet()) {
      builder.field(value.getKey(), value.getValue());
    }
    builder.startObject("nodes");
    for (NodeAnswer node : getNodes()) {
      builder.startObject(node.getNode().getId());
      builder.field("name", node.getNode().getName());
      for (Map.Entry<String, Object> value : node.values().entrySet()) {
        builder.field(value.getKey(), value.getValue());
      }
      builder.endObject();
    }
    return builder.endObject();
  }
}
