/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.LongText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opensearch.Version;
import org.opensearch.action.FailedNodeException;
import org.opensearch.cluster.ClusterName;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.common.io.stream.BytesStreamOutput;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.common.xcontent.json.JsonXContent;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContent;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.test.OpenSearchTestCase;

/** What travels between nodes arrives as it was sent. */
public class WireTests extends OpenSearchTestCase {
  private static <T extends Writeable> T sent(T message, Writeable.Reader<T> reader)
      throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    message.writeTo(out);
    StreamInput in = out.bytes().streamInput();
    T read = reader.read(in);
    assertEquals(0, in.available());
    return read;
  }

  private static DiscoveryNode node(String id) {
    return new DiscoveryNode(
        "name of " + id, id, buildNewFakeTransportAddress(), Map.of(), Set.of(), Version.CURRENT);
  }

  private static Map<String, Object> values() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("z", true);
    inner.put("a", List.of("x", "y"));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("second", inner);
    values.put("first", 1.5f);
    values.put("number", Long.MAX_VALUE);
    values.put("nothing", null);
    return values;
  }

  public void testAnswersKeepValuesAndTheirOrder() throws IOException {
    NodesAnswer answer =
        new NodesAnswer(
            new ClusterName("c"),
            Map.of("warnings", List.of("w")),
            List.of(new NodeAnswer(node("a"), values())),
            List.of(new FailedNodeException("b", "gone", null)));
    NodesAnswer read = sent(answer, NodesAnswer::new);
    for (NodesAnswer each : List.of(answer, read)) {
      try (XContentBuilder builder = JsonXContent.contentBuilder()) {
        builder.startObject();
        each.toXContent(builder, ToXContent.EMPTY_PARAMS);
        assertEquals(
            "{\"warnings\":[\"w\"],\"nodes\":{\"a\":{\"name\":\"name of a\",\"second\":{\"z\":true,"
                + "\"a\":[\"x\",\"y\"]},\"first\":1.5,\"number\":9223372036854775807,"
                + "\"nothing\":null}}}",
            builder.endObject().toString());
      }
      assertEquals("gone", each.failures().getFirst().getMessage());
    }
    assertEquals(values(), sent(new StepAnswer(values()), StepAnswer::new).values());
  }

  public void testAnotherFormatIsRefused() throws IOException {
    BytesStreamOutput out = new BytesStreamOutput();
    node("a").writeToWithAttribute(out);
    out.writeVInt(2);
    Exception e = expectThrows(IOException.class, () -> new NodeAnswer(out.bytes().streamInput()));
    assertEquals("node [name of a] answers in format [2], this node reads [1]", e.getMessage());
    BytesStreamOutput other = new BytesStreamOutput();
    new ReloadRequest("m", TimeValue.timeValueSeconds(1)).getParentTask().writeTo(other);
    other.writeVInt(7);
    e = expectThrows(IOException.class, () -> new EncodeRequest(other.bytes().streamInput()));
    assertEquals("a request to encode is in format [7], this node reads [1]", e.getMessage());
  }

  public void testRequestsArrive() throws IOException {
    assertEquals(
        List.of("a", "b"), sent(new ModelsRequest(List.of("a", "b")), ModelsRequest::new).models());
    assertEquals(
        List.of("a"), sent(new NodeModelsRequest(List.of("a")), NodeModelsRequest::new).models());
    ReloadRequest reload =
        sent(new ReloadRequest("m", TimeValue.timeValueMillis(7)), ReloadRequest::new);
    assertEquals("m", reload.model());
    assertEquals(TimeValue.timeValueMillis(7), reload.timeout());
    for (ReloadStep.Kind kind : ReloadStep.Kind.values()) {
      ReloadStep step =
          sent(new ReloadStep(kind, "m", "node/1", TimeValue.timeValueMillis(8)), ReloadStep::new);
      assertEquals(kind, step.kind());
      assertEquals("m", step.model());
      assertEquals("node/1", step.reload());
      assertEquals(TimeValue.timeValueMillis(8), step.patience());
    }
    EncodeBody body =
        new EncodeBody(List.of("t", ""), true, true, new LongText(LongText.Mode.WINDOWS, 3, 4));
    EncodeRequest encode = sent(new EncodeRequest("m", body), EncodeRequest::new);
    assertEquals("m", encode.model());
    assertEquals(body, encode.body());
  }
}
