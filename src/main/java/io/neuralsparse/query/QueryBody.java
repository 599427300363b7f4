/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.ToXContentFragment;
import org.opensearch.core.xcontent.XContentBuilder;

/**
 * What a query looks for in its field. There is a text, or there are tokens; both once the text has
 * become tokens and is kept for those who want to know where they are from.
 *
 * <p>Its bytes outlive the plugin that wrote them: a percolator keeps queries in its index. Every
 * format stays readable.
 *
 * @param text or null
 * @param tokens or null while the text waits for them
 */
record QueryBody(QueryText text, SparseVector tokens, QueryOptions options)
    implements ToXContentFragment {
  /** Either the text or the tokens, and nothing else. */
  static final int FIRST_FORMAT = 1;

  /** The tokens, or none yet; the text, or none; the options. */
  static final int NEWEST_FORMAT = 2;

  QueryBody {
    Objects.requireNonNull(options);
    if (text == null && tokens == null) {
      throw new IllegalArgumentException("a query needs text or tokens");
    }
  }

  /** A text that waits for its tokens. */
  static QueryBody of(QueryText text) {
    return new QueryBody(text, null, QueryOptions.NONE);
  }

  /** Tokens that came with the request. */
  static QueryBody of(SparseVector tokens) {
    return new QueryBody(null, tokens, QueryOptions.NONE);
  }

  /** The same with other options. */
  QueryBody with(QueryOptions newOptions) {
    return new QueryBody(text, tokens, newOptions);
  }

  /**
   * The first format that holds everything: nodes with the first version of the plugin read no
   * other.
   */
  int format() {
    boolean holdsBoth = text != null && tokens != null;
    return !holdsBoth && options.equals(QueryOptions.NONE) ? FIRST_FORMAT : NEWEST_FORMAT;
  }

  /** Reads what {@link #write} wrote in a format, from {@link #FIRST_FORMAT} on. */
  static QueryBody read(int format, StreamInput in) throws IOException {
    SparseVector tokens = in.readBoolean() ? readTokens(in) : null;
    if (format == FIRST_FORMAT) {
      return tokens != null ? of(tokens) : of(QueryText.read(in));
    }
    QueryText text = in.readBoolean() ? QueryText.read(in) : null;
    return new QueryBody(text, tokens, QueryOptions.read(in));
  }

  /** Writes {@link #format()}, but not its number. */
  void write(StreamOutput out) throws IOException {
    out.writeBoolean(tokens != null);
    if (tokens != null) {
      writeTokens(out);
    }
    if (format() == FIRST_FORMAT) {
      if (text != null) {
        text.writeTo(out);
      }
      return;
    }
    out.writeOptionalWriteable(text);
    options.writeTo(out);
  }

  private static SparseVector readTokens(StreamInput in) throws IOException {
    int size = in.readVInt();
    Map<String, Float> weights = HashMap.newHashMap(Math.min(size, 1 << 16));
    for (int i = 0; i < size; i++) {
      weights.put(in.readString(), in.readFloat());
    }
    return SparseVector.of(weights);
  }

  private void writeTokens(StreamOutput out) throws IOException {
    out.writeVInt(tokens.size());
    for (SparseVector.Entry entry : tokens.entries()) {
      out.writeString(entry.token());
      out.writeFloat(entry.weight());
    }
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    if (tokens != null) {
      builder.field(LearnedSparseQueryParser.QUERY_TOKENS, tokens.toMap());
    }
    if (text != null) {
      text.toXContent(builder, params);
    }
    return options.toXContent(builder, params);
  }
}
