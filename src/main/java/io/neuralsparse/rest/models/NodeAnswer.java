/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.Map;
import org.opensearch.action.support.nodes.BaseNodeResponse;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/**
 * What a node says, as names and values: nodes with different versions of the plugin understand one
 * another whatever they have to say.
 */
final class NodeAnswer extends BaseNodeResponse {
  private final Map<String, Object> values;

  /**
   * An answer.
   *
   * @param values texts, numbers, booleans, lists and maps of such, in the order of the answer
   */
  NodeAnswer(DiscoveryNode node, Map<String, Object> values) {
    super(node);
    this.values = values;
  }

  NodeAnswer(StreamInput in) throws IOException {
    super(in);
    this.values = Values.read(in, "node [" + getNode().getName() + "]");
  }

  Map<String, Object> values() {
    return values;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    Values.write(out, values);
  }
}
