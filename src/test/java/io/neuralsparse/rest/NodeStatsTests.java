/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opensearch.Version;
import org.opensearch.cluster.ClusterName;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.test.OpenSearchTestCase;

/** Statistics on the wire, and as users see them. */
public class NodeStatsTests extends OpenSearchTestCase {
  private static NodeStats stats(String id) {
    DiscoveryNode node =
        new DiscoveryNode(
            "name of " + id,
            id,
            buildNewFakeTransportAddress(),
            Map.of(),
            Set.of(),
            Version.CURRENT);
    NodeStatistics statistics =
        new NodeStatistics(
            Map.of(
                "second", () -> Map.of("only", Long.MAX_VALUE),
                "first", () -> Map.of("one", 1L, "two", 0L)));
    return new NodeStats(node, statistics.now());
  }

  private static String json(StatsResponse response) throws IOException {
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      builder.startObject();
      response.toXContent(builder, ToXContent.EMPTY_PARAMS);
      return builder.endObject().toString();
    }
  }

  public void testSectionsComeThroughTheWire() throws IOException {
    StatsResponse sent =
        new StatsResponse(new ClusterName("c"), List.of(stats("a"), stats("b")), List.of());
    BytesStreamOutput out = new BytesStreamOutput();
    sent.writeTo(out);
    StreamInput in = out.bytes().streamInput();
    StatsResponse read = new StatsResponse(in);
    assertEquals(0, in.available());
    String node =
        "{\"name\":\"name of %s\",\"first\":{\"one\":1,\"two\":0},\"second\":{\"only\":"
            + Long.MAX_VALUE
            + "}}";
    String expected =
        "{\"nodes\":{\"a\":" + node.replace("%s", "a") + ",\"b\":" + node.replace("%s", "b") + "}}";
    assertEquals(expected, json(sent));
    assertEquals(expected, json(read));
  }

  public void testAnotherFormatIsRefused() throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    stats("a").getNode().writeToWithAttribute(out);
    out.writeVInt(2);
    Exception e = expectThrows(IOException.class, () -> new NodeStats(out.bytes().streamInput()));
    assertEquals(
        "statistics of node [name of a] are in format [2], this node reads [1]", e.getMessage());
  }
}
