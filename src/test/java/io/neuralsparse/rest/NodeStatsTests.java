/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import io.neuralsparse.rest.NodeStatistics.Section;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opensearch.Version;
import org.opensearch.cluster.ClusterName;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.test.OpenSearchTestCase;

/** Statistics on the wire, added up, and as users see them. */
public class NodeStatsTests extends OpenSearchTestCase {
  private static DiscoveryNode node(String id) {
    return new DiscoveryNode(
        "name of " + id, id, buildNewFakeTransportAddress(), Map.of(), Set.of(), Version.CURRENT);
  }

  /** Durations of 1, 2, … µs: one each, up to a number. */
  private static long[] durations(int upTo) {
    long[] counts = new long[8];
    for (int i = 1; i <= upTo; i++) {
      counts[i] = 1;
    }
    return counts;
  }

  private static NodeStatistics statistics(long number) {
    return new NodeStatistics(
        Map.of(
            "second",
            () -> Section.of(Map.of("a.b", number, "size_in_bytes", 1024 * number)),
            "first",
            () ->
                new Section(
                    Map.of("one", 1L),
                    Map.of("most", number),
                    Map.of("wait", durations((int) number)))));
  }

  private static NodeStats stats(String id, long number) {
    NodeStatistics statistics = statistics(number);
    return new NodeStats(node(id), statistics.now(statistics.named(List.of("_all"))));
  }

  private static String json(StatsResponse response, boolean human) throws IOException {
    try (XContentBuilder builder = JsonXContent.contentBuilder()) {
      builder.humanReadable(human);
      builder.startObject();
      response.toXContent(builder, ToXContent.EMPTY_PARAMS);
      return builder.endObject().toString();
    }
  }

  private static String sections(int ones, int number, int bytes, String wait) {
    return "\"first\":{\"most\":"
        + number
        + ",\"one\":"
        + ones
        + ",\"wait\":{"
        + wait
        + "}},\"second\":{\"a\":{\"b\":"
        + bytes / 1024
        + "},\"size_in_bytes\":"
        + bytes
        + "}";
  }

  private static String wait(int count, int max, int p50, int p90, int p99) {
    return "\"count\":"
        + count
        + ",\"max_in_micros\":"
        + max
        + ",\"p50_in_micros\":"
        + p50
        + ",\"p90_in_micros\":"
        + p90
        + ",\"p99_in_micros\":"
        + p99;
  }

  public void testSectionsComeThroughTheWireAndAreAddedUp() throws IOException {
    StatsResponse sent =
        new StatsResponse(new ClusterName("c"), List.of(stats("a", 2), stats("b", 6)), List.of());
    BytesStreamOutput out = new BytesStreamOutput();
    sent.writeTo(out);
    StreamInput in = out.bytes().streamInput();
    StatsResponse read = new StatsResponse(in);
    assertEquals(0, in.available());
    String expected =
        "{\"total\":{"
            + sections(2, 6, 8 * 1024, wait(8, 6, 2, 6, 6))
            + "},\"nodes\":{\"a\":{\"name\":\"name of a\","
            + sections(1, 2, 2 * 1024, wait(2, 2, 1, 2, 2))
            + "},\"b\":{\"name\":\"name of b\","
            + sections(1, 6, 6 * 1024, wait(6, 6, 3, 6, 6))
            + "}}}";
    assertEquals(expected, json(sent, false));
    assertEquals(expected, json(read, false));
  }

  public void testUnitsForPeople() throws IOException {
    StatsResponse one = new StatsResponse(new ClusterName("c"), List.of(stats("a", 2)), List.of());
    String json = json(one, true);
    assertTrue(json, json.contains("\"size\":\"2kb\",\"size_in_bytes\":2048"));
    assertTrue(json, json.contains("\"max\":\"2micros\",\"max_in_micros\":2"));
  }

  public void testSectionsByName() {
    NodeStatistics statistics = statistics(1);
    assertEquals(Set.of("first"), statistics.now(statistics.named(List.of("first"))).keySet());
    assertEquals(Set.of(), statistics.now(new TreeSet<>(Set.of("others"))).keySet());
    Exception e =
        expectThrows(
            IllegalArgumentException.class,
            () -> statistics.named(List.of("first", "third", "fourth")));
    assertEquals(
        "[metric] must be [_all] or among [first, second], got [fourth, third]", e.getMessage());
  }

  public void testRequestsComeThroughTheWire() throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    new StatsRequest(List.of("first"), "a", "b").writeTo(out);
    StatsRequest read = new StatsRequest(out.bytes().streamInput());
    assertEquals(List.of("first"), read.sections());
    assertArrayEquals(new String[] {"a", "b"}, read.nodesIds());
    out = new BytesStreamOutput();
    new NodeStatsRequest(List.of("second")).writeTo(out);
    assertEquals(List.of("second"), new NodeStatsRequest(out.bytes().streamInput()).sections());
  }

  public void testSumsOfTheFirstFormatAreRead() throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    node("a").writeToWithAttribute(out);
    out.writeVInt(1);
    out.writeMap(
        Map.of("s", Map.of("n", 7L)),
        StreamOutput::writeString,
        (to, section) -> to.writeMap(section, StreamOutput::writeString, StreamOutput::writeVLong));
    NodeStats read = new NodeStats(out.bytes().streamInput());
    assertEquals(Map.of("s", Section.of(Map.of("n", 7L))), read.sections());
  }

  public void testAnotherFormatIsRefused() throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    node("a").writeToWithAttribute(out);
    out.writeVInt(3);
    Exception e = expectThrows(IOException.class, () -> new NodeStats(out.bytes().streamInput()));
    assertEquals(
        "statistics of node [name of a] are in format [3], this node reads up to [2]",
        e.getMessage());
  }
}
