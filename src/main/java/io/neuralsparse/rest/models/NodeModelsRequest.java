/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.List;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.transport.TransportRequest;

/** What a node is asked of a {@link ModelsRequest}. */
final class NodeModelsRequest extends TransportRequest {
  private final List<String> models;

  NodeModelsRequest(List<String> models) {
    this.models = models;
  }

  NodeModelsRequest(StreamInput in) throws IOException {
    super(in);
    this.models = in.readStringList();
  }

  List<String> models() {
    return models;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeStringCollection(models);
  }
}
