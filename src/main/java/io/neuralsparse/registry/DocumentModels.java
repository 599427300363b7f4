/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.EncoderLender;
import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.EncodingService;
import io.neuralsparse.encode.EncodingStatistics;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.encode.NativeMemory;
import io.neuralsparse.encode.NativeMemory.ExceededException;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.encode.Windows;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.vector.SparseVector;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.action.support.ContextPreservingActionListener;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.ThreadContext;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.breaker.CircuitBreakingException;
import org.opensearch.core.concurrency.OpenSearchRejectedExecutionException;
import org.opensearch.core.rest.RestStatus;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.ThreadPool;

/**
 * The document half of the node's models: networks, loaded with the first document, and the service
 * that encodes with them. Only ingest nodes get that far, as only they run pipelines.
 */
public final class DocumentModels implements AutoCloseable {
  /** The thread pool that encodes. */
  public static final String THREAD_POOL = "neural_sparse_encode";

  private static final Logger logger = LogManager.getLogger(DocumentModels.class);

  private final ModelCatalog catalog;
  private final String defaultModel;
  private final Supplier<ThreadPool> threadPool;
  private final NativeMemory memory;
  private final LazyModels<DocumentEncoder> encoders;
  private final EncodingService service;

  /**
   * Nothing is loaded yet.
   *
   * @param threadPool with the pool {@link #THREAD_POOL}; first asked with the first document
   */
  public DocumentModels(Settings settings, ModelCatalog catalog, Supplier<ThreadPool> threadPool) {
    this.catalog = catalog;
    this.defaultModel = QueryModels.DEFAULT_MODEL.get(settings);
    this.threadPool = threadPool;
    this.memory = new NativeMemory(EncodingSettings.MEMORY_LIMIT.get(settings).getBytes());
    Precision precision = EncodingSettings.PRECISION.get(settings);
    this.encoders =
        new LazyModels<>(
            "network", catalog, manifest -> load(manifest, precision), DocumentEncoder::bytes);
    this.service =
        new EncodingService(
            new EncodingService.Limits(
                EncodingSettings.SIZE.get(settings),
                EncodingSettings.QUEUE_SIZE.get(settings),
                memory),
            this::lend,
            this::execute);
  }

  private DocumentEncoder load(ModelManifest manifest, Precision precision) {
    try {
      return OnnxDocumentEncoder.load(manifest, precision, memory);
    } catch (ExceededException e) {
      throw tooMuch(e);
    }
  }

  private static CircuitBreakingException tooMuch(ExceededException e) {
    CircuitBreakingException tooMuch =
        new CircuitBreakingException(
            e.getMessage() + " ([neural_sparse.encoding.memory_limit])",
            e.wanted(),
            e.limit(),
            CircuitBreaker.Durability.TRANSIENT);
    tooMuch.initCause(e);
    return tooMuch;
  }

  private EncoderLender.Loan lend(String model) {
    Lease<DocumentEncoder> lease = encoders.acquire(model);
    return new EncoderLender.Loan() {
      @Override
      public DocumentEncoder encoder() {
        return lease.value();
      }

      @Override
      public void close() {
        lease.close();
      }
    };
  }

  /** Threads that encode work for everybody: they carry nobody's context. */
  private void execute(Runnable task) {
    ThreadPool pool = threadPool.get();
    try (ThreadContext.StoredContext ignored = pool.getThreadContext().stashContext()) {
      pool.executor(THREAD_POOL).execute(task);
    }
  }

  /** The pool that encodes. */
  public static ExecutorBuilder<?> executorBuilder(Settings settings) {
    return EncodingSettings.executorBuilder(settings);
  }

  /** Follows the settings that may change while the node runs. */
  public void follow(ClusterSettings settings) {
    settings.addSettingsUpdateConsumer(
        EncodingSettings.MEMORY_LIMIT, limit -> memory.limit(limit.getBytes()));
  }

  /**
   * The model that a pipeline means.
   *
   * @param model its name, or null for the default model
   * @return the name of a model whose folder has all its files; none of the large ones is opened
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public String resolve(String model) {
    return catalog.manifest(model == null ? defaultModel : model).name();
  }

  /**
   * Encodes texts. Never blocks.
   *
   * @param request whose model is a name from {@link #resolve}
   * @param listener gets one vector a text, in order, in this thread's context, but on a thread of
   *     the pool; or what went wrong: {@link ModelException} when the folder is at fault, 429 when
   *     the queue is full (then on the calling thread) or memory outside the heap is short, 400
   *     when the request was cancelled
   */
  public void encode(EncodingRequest request, ActionListener<List<SparseVector>> listener) {
    ThreadContext context = threadPool.get().getThreadContext();
    ActionListener<List<SparseVector>> answer =
        ContextPreservingActionListener.wrapPreservingContext(listener, context);
    service.submit(
        request,
        BulkOrigins.of(context),
        (vectors, failure) -> {
          try {
            if (failure == null) {
              answer.onResponse(vectors);
            } else {
              answer.onFailure(explained(failure));
            }
          } catch (RuntimeException e) {
            // Not the encoder's: the listener has been told, and must not be told twice.
            logger.error("a pipeline failed with the vectors it was given", e);
          }
        });
  }

  /** The failure as OpenSearch's clients know it. */
  private static Exception explained(Exception failure) {
    return switch (failure) {
      case OpenSearchRejectedExecutionException e -> e;
      case RejectedExecutionException e -> new OpenSearchRejectedExecutionException(e.getMessage());
      case CancellationException e ->
          new OpenSearchStatusException(e.getMessage(), RestStatus.BAD_REQUEST);
      case ExceededException e -> tooMuch(e);
      default -> failure;
    };
  }

  /**
   * How a text is cut for a model's network, loading it if need be.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public Windows cut(String model, String text, LongText longText) {
    try (Lease<DocumentEncoder> encoder = encoders.acquire(model)) {
      return encoder.value().cut(text, longText);
    }
  }

  /** The number of a model's loading: see {@link LazyModels#generation}. */
  public long generation(String model) {
    return encoders.generation(model);
  }

  /** The networks. */
  LazyModels<DocumentEncoder> parts() {
    return encoders;
  }

  /** What was encoded so far. */
  public EncodingStatistics.Snapshot statistics() {
    return service.statistics();
  }

  @Override
  public void close() {
    service.close();
    encoders.close();
  }
}
