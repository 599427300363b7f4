/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.transport.TransportRequest;

/** Asks a node for one step of a reload. */
final class ReloadStep extends TransportRequest {
  /** What is to be done; the order is that of the wire. */
  enum Kind {
    /** Load beside what serves. */
    PREPARE,
    /** Let serve what was prepared. */
    COMMIT,
    /** Release what was prepared. */
    DROP
  }

  private final Kind kind;
  private final String model;
  private final String reload;
  private final TimeValue patience;

  /**
   * A step.
   *
   * @param reload the reload's id, which begins with the id of the node that conducts it
   * @param patience how long what is prepared waits for the next step
   */
  ReloadStep(Kind kind, String model, String reload, TimeValue patience) {
    this.kind = kind;
    this.model = model;
    this.reload = reload;
    this.patience = patience;
  }

  ReloadStep(StreamInput in) throws IOException {
    super(in);
    this.kind = in.readEnum(Kind.class);
    this.model = in.readString();
    this.reload = in.readString();
    this.patience = in.readTimeValue();
  }

  Kind kind() {
    return kind;
  }

  String model() {
    return model;
  }

  String reload() {
    return reload;
  }

  TimeValue patience() {
    return patience;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeEnum(kind);
    out.writeString(model);
    out.writeString(reload);
    out.writeTimeValue(patience);
  }
}
