/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.List;
import org.opensearch.action.support.nodes.BaseNodesRequest;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/** Asks all nodes about, or for something to be done with, models. */
final class ModelsRequest extends BaseNodesRequest<ModelsRequest> {
  private final List<String> models;

  /** Of these models; none for all. */
  ModelsRequest(List<String> models) {
    super(new String[0]);
    this.models = List.copyOf(models);
  }

  ModelsRequest(StreamInput in) throws IOException {
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
