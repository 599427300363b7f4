/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.index.IndexReader;
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
 * @param phase which part of the tokens, or null for all of them; needs tokens
 */
record QueryBody(QueryText text, SparseVector tokens, QueryOptions options, Phase phase)
    implements ToXContentFragment {
  /** Either the text or the tokens, and nothing else. */
  static final int FIRST_FORMAT = 1;

  /** The tokens, or none yet; the text, or none; the options. */
  private static final int SECOND_FORMAT = 2;

  /** The second, and the phase after it. */
  static final int NEWEST_FORMAT = 3;

  QueryBody {
    Objects.requireNonNull(options);
    if (text == null && tokens == null) {
      throw new IllegalArgumentException("a query needs text or tokens");
    }
  }

  /** All tokens. */
  QueryBody(QueryText text, SparseVector tokens, QueryOptions options) {
    this(text, tokens, options, null);
  }

  /** A text that waits for its tokens. */
  static QueryBody of(QueryText text) {
    return new QueryBody(text, null, QueryOptions.NONE);
  }

  /** Tokens that came with the request. */
  static QueryBody of(SparseVector tokens) {
    return new QueryBody(null, tokens, QueryOptions.NONE);
  }

  /** A part of it. */
  QueryBody in(Phase newPhase) {
    return new QueryBody(text, tokens, options, newPhase);
  }

  /**
   * The tokens to look for on a shard; there must be tokens.
   *
   * @param reader the shard's, or null where there is no index, as in a check of a query
   * @param field as it is indexed
   */
  SparseVector select(IndexReader reader, String field) throws IOException {
    SparseVector part = phase == null ? tokens : phase.select(tokens, reader, field);
    return options.select(part, reader, field);
  }

  /** The same with other options. */
  QueryBody with(QueryOptions newOptions) {
    return new QueryBody(text, tokens, newOptions, phase);
  }

  /**
   * The first format that holds everything: nodes with the first version of the plugin read no
   * other.
   */
  int format() {
    if (phase != null) {
      return NEWEST_FORMAT;
    }
    boolean holdsBoth = text != null && tokens != null;
    return !holdsBoth && options.equals(QueryOptions.NONE) ? FIRST_FORMAT : SECOND_FORMAT;
  }

  /** Reads what {@link #write} wrote in a format, from {@link #FIRST_FORMAT} on. */
  static QueryBody read(int format, StreamInput in) throws IOException {
    SparseVector tokens = in.readBoolean() ? readTokens(in) : null;
    if (format == FIRST_FORMAT) {
      return tokens != null ? of(tokens) : of(QueryText.read(in));
    }
    QueryText text = in.readBoolean() ? QueryText.read(in) : null;
    QueryOptions options = QueryOptions.read(in);
    return new QueryBody(text, tokens, options, format == SECOND_FORMAT ? null : Phase.read(in));
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
    if (phase != null) {
      phase.writeTo(out);
    }
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
      SparseVector shown = phase == null ? tokens : phase.usual(tokens);
      builder.field(LearnedSparseQueryParser.QUERY_TOKENS, shown.toMap());
    }
    if (text != null) {
      text.toXContent(builder, params);
    }
    return options.toXContent(builder, params);
  }
}
