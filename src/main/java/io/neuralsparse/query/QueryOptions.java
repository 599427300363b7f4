/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import org.apache.lucene.index.IndexReader;
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
 * @param maxTokens how many tokens are looked for, the heaviest, at least 1; null for all
 * @param pruning which of them are left out on a shard; null for none
 * @param twoPhase how the search may be sped up without a change to its result; null for not at all
 */
record QueryOptions(
    TokenFrequency tokenFrequency,
    Integer maxTokens,
    FrequentTokenPruning pruning,
    TwoPhase twoPhase)
    implements Writeable, ToXContentFragment {
  /** Nothing said. */
  static final QueryOptions NONE = new QueryOptions(null, null, null, null);

  static final String TOKEN_FREQUENCY = "token_frequency";
  static final String MAX_TOKENS = "max_query_tokens";

  // On the wire: the sum of these for the components that are there, then they in this order.
  private static final int HAS_TOKEN_FREQUENCY = 1;
  private static final int HAS_MAX_TOKENS = 2;
  private static final int HAS_PRUNING = 4;
  private static final int HAS_TWO_PHASE = 8;
  private static final int ALL = HAS_TOKEN_FREQUENCY | HAS_MAX_TOKENS | HAS_PRUNING | HAS_TWO_PHASE;

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
        (there & HAS_TOKEN_FREQUENCY) == 0 ? null : in.readEnum(TokenFrequency.class),
        (there & HAS_MAX_TOKENS) == 0 ? null : (Integer) in.readVInt(),
        (there & HAS_PRUNING) == 0 ? null : FrequentTokenPruning.read(in),
        (there & HAS_TWO_PHASE) == 0 ? null : TwoPhase.read(in));
  }

  @Override
  public void writeTo(StreamOutput out) throws IOException {
    out.writeVInt(
        (tokenFrequency == null ? 0 : HAS_TOKEN_FREQUENCY)
            | (maxTokens == null ? 0 : HAS_MAX_TOKENS)
            | (pruning == null ? 0 : HAS_PRUNING)
            | (twoPhase == null ? 0 : HAS_TWO_PHASE));
    if (tokenFrequency != null) {
      out.writeEnum(tokenFrequency);
    }
    if (maxTokens != null) {
      out.writeVInt(maxTokens);
    }
    if (pruning != null) {
      pruning.writeTo(out);
    }
    if (twoPhase != null) {
      twoPhase.writeTo(out);
    }
  }

  /** What is left to do on the shards, when the text has become its heaviest tokens. */
  QueryOptions onShards() {
    return new QueryOptions(null, null, pruning, twoPhase);
  }

  /** The tokens that a query may have. */
  SparseVector heaviest(SparseVector tokens) {
    return maxTokens == null ? tokens : new Pruning(Pruning.Type.TOP_K, maxTokens).apply(tokens);
  }

  /**
   * The tokens that are looked for on a shard.
   *
   * @param reader the shard's, or null where there is no index, as in a check of a query
   * @param field as it is indexed
   */
  SparseVector select(SparseVector tokens, IndexReader reader, String field) throws IOException {
    SparseVector heaviest = heaviest(tokens);
    return pruning == null || reader == null ? heaviest : pruning.apply(heaviest, reader, field);
  }

  @Override
  public XContentBuilder toXContent(XContentBuilder builder, Params params) throws IOException {
    if (tokenFrequency != null) {
      builder.field(TOKEN_FREQUENCY, tokenFrequency.label());
    }
    if (maxTokens != null) {
      builder.field(MAX_TOKENS, maxTokens);
    }
    if (pruning != null) {
      builder.field(FrequentTokenPruning.NAME, pruning);
    }
    if (twoPhase != null) {
      builder.field(TwoPhase.NAME, twoPhase);
    }
    return builder;
  }
}
