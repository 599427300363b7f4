/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.io.IOException;
import java.util.Objects;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.common.io.stream.Writeable;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * The text of a query and who splits it.
 *
 * @param text any text
 * @param model the name of a model, or null; once the text has become tokens, of the model whose
 *     tokens they are
 * @param analyzer the name of a tokeniser, or null; with neither, the node's default model
 */
record QueryText(String text, String model, String analyzer)
    implements Writeable, ToXContentFragment {
  QueryText {
    Objects.requireNonNull(text);
  }

  /** Reads what {@link #writeTo} wrote: the same bytes in all formats of the query. */
  static QueryText read(StreamInput in) throws IOException {
    return new QueryText(in.readString(), in.readOptionalString(), in.readOptionalString());
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeString(text);
    out.writeOptionalString(model);
    out.writeOptionalString(analyzer);
  }

  /** The same text, once it is known which model splits it. */
  QueryText by(String resolved) {
    return new QueryText(text, resolved, null);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    builder.field(LearnedSparseQueryParser.QUERY_TEXT, text);
    if (model != null) {
      builder.field(LearnedSparseQueryParser.MODEL_ID, model);
    }
    if (analyzer != null) {
      builder.field(LearnedSparseQueryParser.ANALYZER, analyzer);
    }
    return builder;
  }
}
