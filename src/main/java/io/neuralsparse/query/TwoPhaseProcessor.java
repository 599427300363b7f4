/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.opensearch.OpenSearchException;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.core.action.ActionListener;
import org.opensearch.ingest.ConfigurationUtils;
import org.opensearch.search.builder.SearchSourceBuilder;
import org.opensearch.search.pipeline.AbstractProcessor;
import org.opensearch.search.pipeline.PipelineProcessingContext;
import org.opensearch.search.pipeline.Processor;
import org.opensearch.search.pipeline.SearchRequestProcessor;

/**
 * Makes searches run in two phases: the first ranks by the heavy tokens, the second adds the light
 * ones for the best of them. See {@link TwoPhaseSearch} for which searches.
 *
 * <p>The request gets a new source; the source that came with it stays as it was.
 */
public final class TwoPhaseProcessor extends AbstractProcessor implements SearchRequestProcessor {
  /** The name that is always there. */
  public static final String TYPE = "learned_sparse_two_phase";

  /** The official plugin's name, taken where that plugin is not. */
  public static final String OFFICIAL_TYPE = "neural_sparse_two_phase_processor";

  private final Factory factory;
  private final boolean enabled;
  private final TwoPhase options;

  private TwoPhaseProcessor(
      Factory factory,
      String tag,
      String description,
      boolean ignoreFailure,
      boolean enabled,
      TwoPhase options) {
    super(tag, description, ignoreFailure);
    this.factory = factory;
    this.enabled = enabled;
    this.options = options;
  }

  @Override
  public String getType() {
    return factory.type;
  }

  /** Reads the files of models that are not loaded yet on the calling thread. */
  @Override
  public SearchRequest processRequest(SearchRequest request) {
    return twoPhased(request);
  }

  @Override
  public void processRequestAsync(
      SearchRequest request,
      PipelineProcessingContext context,
      ActionListener<SearchRequest> listener) {
    boolean ready;
    try {
      ready = !applies(request) || TwoPhaseSearch.isReady(request.source());
    } catch (RuntimeException e) {
      listener.onFailure(e);
      return;
    }
    if (ready) {
      ActionListener.completeWith(listener, () -> twoPhased(request));
    } else {
      // Reading a model's files takes too long for a transport thread.
      factory.filesExecutor.execute(
          () -> ActionListener.completeWith(listener, () -> twoPhased(request)));
    }
  }

  private boolean applies(SearchRequest request) {
    return enabled && request.source() != null && request.scroll() == null;
  }

  private SearchRequest twoPhased(SearchRequest request) {
    if (applies(request)) {
      SearchSourceBuilder source =
          new TwoPhaseSearch(options, () -> factory.limit.get().of(request))
              .apply(request.source());
      request.source(source);
    }
    return request;
  }

  /** Makes processors of search pipelines. */
  public static final class Factory implements Processor.Factory<SearchRequestProcessor> {
    private static final String ENABLED = "enabled";
    private static final String PARAMETER = "two_phase_parameter";

    private final String type;
    private final Supplier<RescoreLimit> limit;
    private final Executor filesExecutor;

    /**
     * A factory for one of the processor's names.
     *
     * @param type {@link #TYPE} or {@link #OFFICIAL_TYPE}
     * @param limit asked when the node is up
     * @param filesExecutor for what may read files
     */
    public Factory(String type, Supplier<RescoreLimit> limit, Executor filesExecutor) {
      this.type = type;
      this.limit = limit;
      this.filesExecutor = filesExecutor;
    }

    @Override
    public SearchRequestProcessor create(
        Map<String, Processor.Factory<SearchRequestProcessor>> factories,
        String tag,
        String description,
        boolean ignoreFailure,
        Map<String, Object> config,
        PipelineContext context) {
      Object enabled = config.remove(ENABLED);
      if (enabled != null && !(enabled instanceof Boolean)) {
        throw fault(tag, "[" + ENABLED + "] must be true or false, got [" + enabled + "]");
      }
      TwoPhase options = options(tag, config.remove(PARAMETER));
      return new TwoPhaseProcessor(
          this, tag, description, ignoreFailure, !Boolean.FALSE.equals(enabled), options);
    }

    private TwoPhase options(String tag, Object parameter) {
      if (parameter == null) {
        return TwoPhase.DEFAULT;
      }
      if (!(parameter instanceof Map<?, ?>)) {
        throw fault(tag, "[" + PARAMETER + "] must be an object, got [" + parameter + "]");
      }
      @SuppressWarnings("unchecked") // keys of JSON objects
      Map<String, ?> values = (Map<String, ?>) parameter;
      try {
        return TwoPhase.parse(PARAMETER, values);
      } catch (IllegalArgumentException e) {
        throw fault(tag, e.getMessage());
      }
    }

    private OpenSearchException fault(String tag, String message) {
      return ConfigurationUtils.newConfigurationException(type, tag, null, message);
    }
  }
}
