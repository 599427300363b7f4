/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.opensearch.action.ActionRunnable;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.core.common.io.stream.StreamOutput;
import org.opensearch.core.xcontent.XContentBuilder;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.index.query.AbstractQueryBuilder;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryRewriteContext;
import org.opensearch.index.query.QueryShardContext;

/**
 * The query {@code learned_sparse}, or {@code neural_sparse} as the official plugin calls it: a
 * {@code rank_features} field against text, or against weighted tokens.
 *
 * <p>Text becomes weighted tokens in the rewrite, once, on the node that coordinates the search;
 * the shards get tokens, and where somebody there reads them the text and the name of the model
 * too. Only where a query is built on a shard (the filter of an alias) the shard does it.
 * Immutable, but for name and boost.
 */
public final class LearnedSparseQueryBuilder
    extends AbstractQueryBuilder<LearnedSparseQueryBuilder> {
  /** The name that is always there, and under which nodes send the query. */
  public static final String NAME = "learned_sparse";

  /** The official plugin's name, taken where that plugin is not. */
  public static final String OFFICIAL_NAME = "neural_sparse";

  /** Either the text or the tokens, and nothing else. */
  private static final int FIRST_FORMAT = 1;

  /** The tokens, or none yet; the text they are from, or none. */
  private static final int NEWEST_FORMAT = 2;

  private static final String RANK_FEATURES = "rank_features";

  private final String requestName;
  private final String field;
  private final QueryText text;
  private final SparseVector tokens;
  private final QueryModels models;

  private LearnedSparseQueryBuilder(
      String requestName, String field, QueryText text, SparseVector tokens, QueryModels models) {
    this.requestName = requestName;
    this.field = field;
    this.text = text;
    this.tokens = tokens;
    this.models = models;
  }

  /**
   * A query by text.
   *
   * @param requestName {@link #NAME} or {@link #OFFICIAL_NAME}: what the user called it
   * @param field a {@code rank_features} field
   * @param text any text; blank text matches nothing
   * @param model the name of a model, or null
   * @param analyzer the name of a tokeniser, or null; with neither, the node's default model
   * @param models turns the text into tokens
   */
  static LearnedSparseQueryBuilder ofText(
      String requestName,
      String field,
      String text,
      String model,
      String analyzer,
      QueryModels models) {
    return new LearnedSparseQueryBuilder(
        requestName,
        Objects.requireNonNull(field),
        new QueryText(text, model, analyzer),
        null,
        models);
  }

  /** A query by weighted tokens; see {@link #ofText}. */
  static LearnedSparseQueryBuilder ofTokens(
      String requestName, String field, SparseVector tokens, QueryModels models) {
    return new LearnedSparseQueryBuilder(
        requestName, Objects.requireNonNull(field), null, Objects.requireNonNull(tokens), models);
  }

  /**
   * Reads what another node sent.
   *
   * @throws IOException when its format is newer than the newest known here, or is broken
   */
  public LearnedSparseQueryBuilder(StreamInput in, QueryModels models) throws IOException {
    super(in);
    int format = in.readVInt();
    if (format < 1 || format > NEWEST_FORMAT) {
      throw new IOException(
          "["
              + NAME
              + "] query of format ["
              + format
              + "], newest known here is ["
              + NEWEST_FORMAT
              + "]: all nodes need the same version of the plugin");
    }
    this.models = models;
    this.requestName = in.readString();
    this.field = in.readString();
    this.tokens = in.readBoolean() ? readTokens(in) : null;
    boolean hasText = format == FIRST_FORMAT ? tokens == null : in.readBoolean();
    this.text = hasText ? QueryText.read(in) : null;
  }

  private static SparseVector readTokens(StreamInput in) throws IOException {
    int size = in.readVInt();
    Map<String, Float> weights = HashMap.newHashMap(Math.min(size, 1 << 16));
    for (int i = 0; i < size; i++) {
      weights.put(in.readString(), in.readFloat());
    }
    return SparseVector.of(weights);
  }

  /**
   * Writes the first format as long as it holds everything: nodes with the first version of the
   * plugin read no other.
   */
  @Override
  protected void doWriteTo(StreamOutput out) throws IOException {
    boolean first = tokens == null || text == null;
    out.writeVInt(first ? FIRST_FORMAT : NEWEST_FORMAT);
    out.writeString(requestName);
    out.writeString(field);
    out.writeBoolean(tokens != null);
    if (tokens != null) {
      writeTokens(out);
    }
    if (!first) {
      out.writeBoolean(text != null);
    }
    if (text != null) {
      text.writeTo(out);
    }
  }

  private void writeTokens(StreamOutput out) throws IOException {
    out.writeVInt(tokens.size());
    for (SparseVector.Entry entry : tokens.entries()) {
      out.writeString(entry.token());
      out.writeFloat(entry.weight());
    }
  }

  @Override
  protected void doXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject(requestName);
    builder.startObject(field);
    if (tokens != null) {
      builder.field(LearnedSparseQueryParser.QUERY_TOKENS, tokens.toMap());
    }
    if (text != null) {
      text.toXContent(builder, params);
    }
    printBoostAndQueryName(builder);
    builder.endObject();
    builder.endObject();
  }

  @Override
  protected QueryBuilder doRewrite(QueryRewriteContext context) {
    if (tokens != null) {
      return this;
    }
    if (text.text().isBlank()) {
      return copy(null, SparseVector.EMPTY);
    }
    String model = models.resolve(text.model(), text.analyzer());
    if (models.isLoaded(model) || context.convertToShardContext() != null) {
      QueryText kept = TextReaders.mayBeThere(context) ? text.by(model) : null;
      return copy(kept, models.encode(model, text.text()));
    }
    // Reading a model's files takes too long for a transport thread.
    context.registerAsyncAction(
        (client, listener) ->
            client
                .threadPool()
                .generic()
                .execute(ActionRunnable.run(listener, () -> models.encode(model, text.text()))));
    return copy(text, null);
  }

  private LearnedSparseQueryBuilder copy(QueryText newText, SparseVector newTokens) {
    return new LearnedSparseQueryBuilder(requestName, field, newText, newTokens, models)
        .boost(boost())
        .queryName(queryName());
  }

  @Override
  protected Query doToQuery(QueryShardContext context) {
    MappedFieldType type = context.fieldMapper(field);
    if (type == null) {
      return new MatchNoDocsQuery("the field [" + field + "] is not mapped");
    }
    if (!type.typeName().equals(RANK_FEATURES)) {
      throw new IllegalArgumentException(
          "["
              + requestName
              + "] query needs a field of type ["
              + RANK_FEATURES
              + "], got ["
              + field
              + "] of type ["
              + type.typeName()
              + "]");
    }
    SparseVector weighted =
        tokens != null
            ? tokens
            : models.encode(models.resolve(text.model(), text.analyzer()), text.text());
    if (weighted.isEmpty()) {
      return new MatchNoDocsQuery("the query has no tokens");
    }
    // An alias of a field is indexed under the field's own name.
    return new SparseDotProductQuery(type.name(), weighted);
  }

  /** The weighted tokens, or null while the text still waits for them. */
  SparseVector tokens() {
    return tokens;
  }

  /**
   * The model whose tokeniser gave {@link #tokens()}; null for tokens that came with the request,
   * for those that nobody wants to trace ({@link TextReaders}), and while the text still waits.
   */
  String model() {
    return tokens == null || text == null ? null : text.model();
  }

  @Override
  protected boolean doEquals(LearnedSparseQueryBuilder other) {
    return field.equals(other.field)
        && requestName.equals(other.requestName)
        && Objects.equals(text, other.text)
        && Objects.equals(tokens, other.tokens);
  }

  @Override
  protected int doHashCode() {
    return Objects.hash(requestName, field, text, tokens);
  }

  @Override
  public String getWriteableName() {
    return NAME;
  }

  @Override
  public String getName() {
    return requestName;
  }
}
