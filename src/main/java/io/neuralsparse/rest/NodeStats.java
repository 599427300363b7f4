/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.opensearch.action.support.nodes.BaseNodeResponse;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * What a node counts. On the wire sections and numbers carry their names, so that nodes of
 * different versions of the plugin understand one another whatever they count.
 */
final class NodeStats extends BaseNodeResponse implements ToXContentFragment {
  private static final int FORMAT = 1;

  private final SortedMap<String, Map<String, Long>> sections;

  NodeStats(DiscoveryNode node, SortedMap<String, Map<String, Long>> sections) {
    super(node);
    this.sections = sections;
  }

  NodeStats(StreamInput in) throws IOException {
    super(in);
    int format = in.readVInt();
    if (format != FORMAT) {
      throw new IOException(
          "statistics of node ["
              + getNode().getName()
              + "] are in format ["
              + format
              + "], this node reads ["
              + FORMAT
              + "]");
    }
    this.sections =
        new TreeMap<>(
            in.readMap(
                StreamInput::readString,
                section -> section.readMap(StreamInput::readString, StreamInput::readVLong)));
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeVInt(FORMAT);
    out.writeMap(
        sections,
        StreamOutput::writeString,
        (to, section) -> to.writeMap(section, StreamOutput::writeString, StreamOutput::writeVLong));
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.field("name", getNode().getName());
    for (Map.Entry<String, Map<String, Long>> section : sections.entrySet()) {
      builder.startObject(section.getKey());
      for (Map.Entry<String, Long> value : new TreeMap<>(section.getValue()).entrySet()) {
        builder.field(value.getKey(), value.getValue());
      }
      builder.endObject();
    }
    return builder;
  }
}
