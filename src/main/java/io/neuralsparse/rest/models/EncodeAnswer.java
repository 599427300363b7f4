/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.Map;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentObject;
import org.opensearch.core.xcontent.XContentBuilder;

/** What became of the texts. */
final class EncodeAnswer extends ActionResponse implements ToXContentObject {
  private final Map<String, Object> values;

  /**
   * An answer.
   *
   * @param values in the order of the answer
   */
  EncodeAnswer(Map<String, Object> values) {
    this.values = values;
  }

  EncodeAnswer(StreamInput in) throws IOException {
    super(in);
    this.values = Values.read(in, "a node");
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    Values.write(out, values);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    return builder.map(values);
  }
}
