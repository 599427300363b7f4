/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.LongText;
import java.io.IOException;
import java.util.List;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.ActionRequestValidationException;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;

/** Asks for texts to be encoded. */
final class EncodeRequest extends ActionRequest {
  private static final int FORMAT = 1;

  private final String model;
  private final EncodeBody body;

  EncodeRequest(String model, EncodeBody body) {
    this.model = model;
    this.body = body;
  }

  EncodeRequest(StreamInput in) throws IOException {
    super(in);
    int format = in.readVInt();
    if (format != FORMAT) {
      throw new IOException(
          "a request to encode is in format [" + format + "], this node reads [" + FORMAT + "]");
    }
    this.model = in.readString();
    List<String> texts = in.readStringList();
    boolean documents = in.readBoolean();
    boolean explain = in.readBoolean();
    LongText longText =
        new LongText(in.readEnum(LongText.Mode.class), in.readVInt(), in.readVInt());
    this.body = new EncodeBody(texts, documents, explain, longText);
  }

  String model() {
    return model;
  }

  EncodeBody body() {
    return body;
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    super.writeTo(out);
    out.writeVInt(FORMAT);
    out.writeString(model);
    out.writeStringCollection(body.texts());
    out.writeBoolean(body.documents());
    out.writeBoolean(body.explain());
    out.writeEnum(body.longText().mode());
    out.writeVInt(body.longText().overlap());
    out.writeVInt(body.longText().maxWindows());
  }

  @Override
  public ActionRequestValidationException validate() {
    return null; // the body has been checked
  }
}
