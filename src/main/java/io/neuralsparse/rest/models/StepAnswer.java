/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.Map;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.transport.TransportResponse;

/** What a node says to a {@link ReloadStep}. */
final class StepAnswer extends TransportResponse {
  private final Map<String, Object> values;

  StepAnswer(Map<String, Object> values) {
    this.values = values;
  }

  StepAnswer(StreamInput in) throws IOException {
    super(in);
    this.values = Values.read(in, "a node");
  }

  Map<String, Object> values() {
    return values;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    Values.write(out, values);
  }
}
