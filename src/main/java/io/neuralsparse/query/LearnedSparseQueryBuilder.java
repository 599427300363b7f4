/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
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

  private static final String RANK_FEATURES = "rank_features";

  private final String requestName;
  private final String field;
  private final QueryBody body;
  private final QueryModels models;

  private LearnedSparseQueryBuilder(
      String requestName, String field, QueryBody body, QueryModels models) {
    this.requestName = requestName;
    this.field = Objects.requireNonNull(field);
    this.body = body;
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
        requestName, field, QueryBody.of(new QueryText(text, model, analyzer)), models);
  }

  /** A query by weighted tokens; see {@link #ofText}. */
  static LearnedSparseQueryBuilder ofTokens(
      String requestName, String field, SparseVector tokens, QueryModels models) {
    return new LearnedSparseQueryBuilder(requestName, field, QueryBody.of(tokens), models);
  }

  /** The same query with these options. */
  LearnedSparseQueryBuilder with(QueryOptions options) {
    return with(body.with(options));
  }

  private LearnedSparseQueryBuilder with(QueryBody newBody) {
    return new LearnedSparseQueryBuilder(requestName, field, newBody, models)
        .boost(boost())
        .queryName(queryName());
  }

  /**
   * Reads what another node sent.
   *
   * @throws IOException when its format is newer than the newest known here, or is broken
   */
  public LearnedSparseQueryBuilder(StreamInput in, QueryModels models) throws IOException {
    super(in);
    int format = in.readVInt();
    if (format < QueryBody.FIRST_FORMAT || format > QueryBody.NEWEST_FORMAT) {
      throw new IOException(
          "["
              + NAME
              + "] query of format ["
              + format
              + "], newest known here is ["
              + QueryBody.NEWEST_FORMAT
              + "]: all nodes need the same version of the plugin");
    }
    this.models = models;
    this.requestName = in.readString();
    this.field = in.readString();
    this.body = QueryBody.read(format, in);
  }

  @Override
  protected void doWriteTo(StreamOutput out) throws IOException {
    out.writeVInt(body.format());
    out.writeString(requestName);
    out.writeString(field);
    body.write(out);
  }

  @Override
  protected void doXContent(XContentBuilder builder, Params params) throws IOException {
    builder.startObject(requestName);
    builder.startObject(field);
    body.toXContent(builder, params);
    printBoostAndQueryName(builder);
    builder.endObject();
    builder.endObject();
  }

  @Override
  protected QueryBuilder doRewrite(QueryRewriteContext context) {
    if (isReady() || context.convertToShardContext() != null) {
      return encoded(body.tokens() == null && TextReaders.mayBeThere(context));
    }
    if (context.hasAsyncActions()) {
      return this; // there is another round, after them
    }
    String model = models.resolve(body.text().model(), body.text().analyzer());
    // Reading a model's files takes too long for a transport thread.
    context.registerAsyncAction(
        (client, listener) ->
            client
                .threadPool()
                .generic()
                .execute(ActionRunnable.run(listener, () -> encode(model))));
    return with(body);
  }

  /** True when {@link #encoded} has no files to read. */
  boolean isReady() {
    QueryText text = body.text();
    return body.tokens() != null
        || text.text().isBlank()
        || models.isLoaded(models.resolve(text.model(), text.analyzer()));
  }

  /**
   * This query as the shards get it: with its tokens.
   *
   * @param traced whether the text stays beside the tokens, for {@link TextReaders}
   * @throws io.neuralsparse.model.ModelException when the model is not there, or at fault
   */
  LearnedSparseQueryBuilder encoded(boolean traced) {
    QueryOptions left = body.options().onShards();
    if (body.tokens() != null) {
      SparseVector heaviest = body.options().heaviest(body.tokens());
      return left.equals(body.options()) ? this : with(new QueryBody(body.text(), heaviest, left));
    }
    QueryText text = body.text();
    if (text.text().isBlank()) {
      return with(QueryBody.of(SparseVector.EMPTY));
    }
    String model = models.resolve(text.model(), text.analyzer());
    return with(new QueryBody(traced ? text.by(model) : null, encode(model), left));
  }

  /** One phase of this query, which must be {@link #encoded}. */
  LearnedSparseQueryBuilder in(Phase phase) {
    return with(body.in(phase));
  }

  private SparseVector encode(String model) {
    QueryOptions options = body.options();
    return options.heaviest(models.encode(model, body.text().text(), options.tokenFrequency()));
  }

  @Override
  protected Query doToQuery(QueryShardContext context) throws IOException {
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
    QueryBody ready = encoded(true).body;
    // An alias of a field is indexed under the field's own name.
    String indexed = type.name();
    SparseVector selected = ready.select(context.getIndexReader(), indexed);
    if (selected.isEmpty()) {
      return new MatchNoDocsQuery("the query has no tokens");
    }
    QueryText from = ready.text();
    TokenOrigin origin = from == null ? null : new TokenOrigin(from.text(), from.model(), models);
    return new SparseDotProductQuery(indexed, selected, origin);
  }

  /** The weighted tokens, or null while the text still waits for them. */
  SparseVector tokens() {
    return body.tokens();
  }

  /**
   * The model whose tokeniser gave {@link #tokens()}; null for tokens that came with the request,
   * for those that nobody wants to trace ({@link TextReaders}), and while the text still waits.
   */
  String model() {
    return body.tokens() == null || body.text() == null ? null : body.text().model();
  }

  /** What the request says beside its text or tokens. */
  QueryOptions options() {
    return body.options();
  }

  @Override
  protected boolean doEquals(LearnedSparseQueryBuilder other) {
    return field.equals(other.field)
        && requestName.equals(other.requestName)
        && body.equals(other.body);
  }

  @Override
  protected int doHashCode() {
    return Objects.hash(requestName, field, body);
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
