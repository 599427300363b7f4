/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.TokenFrequency;
import java.io.IOException;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * What a request may say about its tokens beyond the tokens; each component is null where the
 * request says nothing.
 *
 * @param tokenFrequency how repeated tokens of the text count; null leaves it to the model's folder
 */
record QueryOptions(TokenFrequency tokenFrequency) implements Writeable, ToXContentFragment {
  /** Nothing said. */
  static final QueryOptions NONE = new QueryOptions((TokenFrequency) null);

  static final String TOKEN_FREQUENCY = "token_frequency";

  // On the wire: the sum of these for the components that are there, then they in this order.
  private static final int HAS_TOKEN_FREQUENCY = 1;
  private static final int ALL = HAS_TOKEN_FREQUENCY;

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @throws IOException when there is something that is not known here
   */
  static QueryOptions read(StreamInput in) throws IOException {
    int there = in.readVInt();
    if ((there & ~ALL) != 0) {
      throw new IOException(
          "options ["
              + there
              + "] of a query, known here are ["
              + ALL
              + "]: all nodes need the same version of the plugin");
    }
    return new QueryOptions(
        (there & HAS_TOKEN_FREQUENCY) == 0 ? null : in.readEnum(TokenFrequency.class));
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeVInt(tokenFrequency == null ? 0 : HAS_TOKEN_FREQUENCY);
    if (tokenFrequency != null) {
      out.writeEnum(tokenFrequency);
    }
  }

  /** What is left to do on the shards, when the text has become tokens. */
  QueryOptions onShards() {
    return NONE;
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    if (tokenFrequency != null) {
      builder.field(TOKEN_FREQUENCY, tokenFrequency.label());
    }
    return builder;
  }
}
