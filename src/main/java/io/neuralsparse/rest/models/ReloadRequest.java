/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.ActionRequestValidationException;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/** Asks the cluster to load a model afresh. */
final class ReloadRequest extends ActionRequest {
  static final TimeValue DEFAULT_TIMEOUT = TimeValue.timeValueMinutes(2);

  private final String model;
  private final TimeValue timeout;

  /**
   * A request.
   *
   * @param timeout for all nodes to load, and for all nodes to switch
   */
  ReloadRequest(String model, TimeValue timeout) {
    this.model = model;
    this.timeout = timeout;
  }

  ReloadRequest(StreamInput in) throws IOException {
    super(in);
    this.model = in.readString();
    this.timeout = in.readTimeValue();
  }

  String model() {
    return model;
  }

  TimeValue timeout() {
    return timeout;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeString(model);
    out.writeTimeValue(timeout);
  }

  @Override
  public ActionRequestValidationException validate() {
    return null; // a name that no model has is found out on the nodes
  }
}
