/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.token.TextToken;
import io.neuralsparse.token.TokenSource;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;

/**
 * The query half of the node's models: tokenisers and tables, on every node. Any number of threads
 * may use it.
 */
public final class QueryModels implements AutoCloseable {
  /** The model of requests that name none. */
  public static final Setting<String> DEFAULT_MODEL =
      Setting.simpleString("neural_sparse.default_model", "one-layer", Property.NodeScope);

  private final ModelCatalog catalog;
  private final String defaultModel;
  private final LazyModels<QueryEncoder> encoders;
  private final LongAdder texts = new LongAdder();
  private final LongAdder tokens = new LongAdder();

  /** Analyzer → model, for those asked for: finding one reads files. */
  private final Map<String, Found> analyzers = new ConcurrentHashMap<>();

  /** A model whose tokeniser has some name, as long as it is not loaded afresh. */
  private record Found(String model, long generation) {}

  /** Nothing is loaded yet. */
  public QueryModels(Settings settings, ModelCatalog catalog) {
    this.catalog = catalog;
    this.defaultModel = DEFAULT_MODEL.get(settings);
    this.encoders =
        new LazyModels<>("tokeniser and table", catalog, QueryEncoder::load, QueryEncoder::bytes);
  }

  /**
   * The model that a request means.
   *
   * @param model the model's name, or null
   * @param analyzer the name of a tokeniser, or of a model, or null; looked at when {@code model}
   *     is null
   * @return a name; the default model's when both are null
   * @throws ModelException when no model has that tokeniser
   */
  public String resolve(String model, String analyzer) {
    if (model != null) {
      return model;
    }
    if (analyzer == null) {
      return defaultModel;
    }
    Found known = analyzers.get(analyzer);
    if (known != null
        && isLoaded(known.model)
        && encoders.generation(known.model) == known.generation) {
      return known.model;
    }
    String found = find(analyzer);
    analyzers.put(analyzer, new Found(found, encoders.generation(found)));
    return found;
  }

  private String find(String analyzer) {
    if (catalog.names().contains(analyzer)) {
      return analyzer;
    }
    return catalog
        .withAnalyzer(analyzer, defaultModel)
        .orElseThrow(
            () ->
                new ModelException(
                    "[analyzer] must be the name of a model, or of a model's tokeniser, got ["
                        + analyzer
                        + "]; this node has the models "
                        + catalog.names()));
  }

  /** True when {@link #encode} needs no loading first. */
  public boolean isLoaded(String model) {
    return encoders.isLoaded(model);
  }

  /**
   * The weighted tokens of a query text. The first call for a model reads its files, which takes
   * some hundred milliseconds; later ones take microseconds.
   *
   * @param frequency what repeated tokens count; null for what the model's folder says
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public SparseVector encode(String model, String text, TokenFrequency frequency) {
    try (Lease<QueryEncoder> lease = encoders.acquire(model)) {
      QueryEncoder encoder = lease.value();
      SparseVector query =
          frequency == null ? encoder.encode(text) : encoder.encode(text, frequency);
      texts.increment();
      tokens.add(query.size());
      return query;
    }
  }

  /** As {@link #encode(String, String, TokenFrequency)}, counting as the model's folder says. */
  public SparseVector encode(String model, String text) {
    return encode(model, text, null);
  }

  /**
   * Where the tokens of a query text are from, loading as {@link #encode} does.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public Map<String, TokenSource> sources(String model, String text) {
    try (Lease<QueryEncoder> encoder = encoders.acquire(model)) {
      return encoder.value().sources(text);
    }
  }

  /**
   * All tokens of a text, in order, loading as {@link #encode} does.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public List<TextToken> tokens(String model, String text) {
    try (Lease<QueryEncoder> encoder = encoders.acquire(model)) {
      return encoder.value().tokens(text);
    }
  }

  /**
   * Checks that there is a model; looks for its folder at most, and reads nothing in it.
   *
   * @throws ModelException when there is none of that name; the message lists those there are
   */
  public void check(String model) {
    if (!isLoaded(model)) {
      catalog.folder(model);
    }
  }

  /**
   * The tokeniser of a model, loaded as for {@link #encode}.
   *
   * @param model its name, or null for the default model
   * @return to be closed when the tokeniser has done its work; its vocabulary may be asked later
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public Lease<Tokenizer> tokenizer(String model) {
    Lease<QueryEncoder> encoder = encoders.acquire(resolve(model, null));
    return encoder.of(encoder.value().tokenizer());
  }

  /** What was encoded since the node started: query texts, and the tokens they gave. */
  public Map<String, Long> statistics() {
    return Map.of("texts", texts.sum(), "tokens", tokens.sum());
  }

  LazyModels<QueryEncoder> parts() {
    return encoders;
  }

  @Override
  public void close() {
    encoders.close();
  }
}
