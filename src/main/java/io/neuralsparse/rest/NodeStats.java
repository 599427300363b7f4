/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import io.neuralsparse.rest.NodeStatistics.Section;
import java.io.IOException;
import java.util.SortedMap;
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
  /** Of sections that are sums only. */
  private static final int SUMS = 1;

  private static final int FORMAT = 2;

  private final SortedMap<String, Section> sections;

  NodeStats(DiscoveryNode node, SortedMap<String, Section> sections) {
    super(node);
    this.sections = sections;
  }

  NodeStats(StreamInput in) throws IOException {
    super(in);
    int format = in.readVInt();
    this.sections =
        switch (format) {
          case SUMS -> Sections.readSums(in);
          case FORMAT -> Sections.read(in);
          default ->
              throw new IOException(
                  "statistics of node ["
                      + getNode().getName()
                      + "] are in format ["
                      + format
                      + "], this node reads up to ["
                      + FORMAT
                      + "]");
        };
  }

  SortedMap<String, Section> sections() {
    return sections;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeVInt(FORMAT);
    Sections.write(out, sections);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.field("name", getNode().getName());
    Sections.print(builder, sections);
    return builder;
  }
}
