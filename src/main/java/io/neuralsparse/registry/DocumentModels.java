/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.Precision;
import io.neuralsparse.vector.SparseVector;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Setting.Property;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.util.concurrent.AbstractRunnable;
import org.opensearch.common.util.concurrent.OpenSearchExecutors;
import org.opensearch.core.action.ActionListener;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.FixedExecutorBuilder;

/**
 * The document half of the node's models: networks, loaded with the first document, and the threads
 * they run on. Only ingest nodes get that far, as only they run pipelines.
 */
public final class DocumentModels implements AutoCloseable {
  /** The thread pool that encodes. */
  public static final String THREAD_POOL = "neural_sparse_encode";

  /**
   * How networks that are built from weights multiply, int8 or fp32; a model's own configuration
   * comes before it.
   */
  public static final Setting<Precision> PRECISION =
      new Setting<>(
          "neural_sparse.encoding.precision",
          Precision.INT8.label(),
          DocumentModels::precision,
          Property.NodeScope);

  /** Batches that may wait; one more is refused with 429. */
  private static final int QUEUE_SIZE = 1000;

  private static final Logger logger = LogManager.getLogger(DocumentModels.class);

  private final ModelCatalog catalog;
  private final String defaultModel;
  private final Supplier<Executor> executor;
  private final LazyModels<DocumentEncoder> encoders;

  /**
   * Nothing is loaded yet.
   *
   * @param executor gives the pool {@link #THREAD_POOL}; first asked with the first document
   */
  public DocumentModels(Settings settings, ModelCatalog catalog, Supplier<Executor> executor) {
    this.catalog = catalog;
    this.defaultModel = QueryModels.DEFAULT_MODEL.get(settings);
    this.executor = executor;
    Precision precision = PRECISION.get(settings);
    this.encoders =
        new LazyModels<>(
            "network",
            catalog,
            manifest -> OnnxDocumentEncoder.load(manifest, precision),
            encoder -> 0);
  }

  private static Precision precision(String name) {
    return Precision.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "[neural_sparse.encoding.precision] must be int8 or fp32, got [" + name + "]"));
  }

  /**
   * The pool that encodes: as many threads as the node has processors, each with one batch, and a
   * bounded queue. Settings {@code neural_sparse.encoding.size} and {@code
   * neural_sparse.encoding.queue_size}.
   */
  public static ExecutorBuilder<?> executorBuilder(Settings settings) {
    return new FixedExecutorBuilder(
        settings,
        THREAD_POOL,
        OpenSearchExecutors.allocatedProcessors(settings),
        QUEUE_SIZE,
        "neural_sparse.encoding");
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
   * Encodes texts on the pool.
   *
   * @param request whose model is a name from {@link #resolve}
   * @param listener gets one vector a text, in order, on a thread of the pool; or what went wrong:
   *     {@link ModelException} when the folder is at fault, a rejection when the queue is full
   *     (then on the calling thread)
   */
  public void encode(EncodingRequest request, ActionListener<List<SparseVector>> listener) {
    executor
        .get()
        .execute(
            new AbstractRunnable() {
              @Override
              protected void doRun() {
                List<SparseVector> vectors;
                try (Lease<DocumentEncoder> encoder = encoders.acquire(request.model())) {
                  vectors = encoder.value().encode(request.texts());
                } catch (RuntimeException e) {
                  listener.onFailure(e);
                  return;
                }
                listener.onResponse(vectors);
              }

              @Override
              public void onRejection(Exception e) {
                listener.onFailure(e);
              }

              @Override
              public void onFailure(Exception e) {
                // Not the encoder's: the listener has been told, and must not be told twice.
                logger.error("a pipeline failed with the vectors it was given", e);
              }
            });
  }

  LazyModels<DocumentEncoder> parts() {
    return encoders;
  }

  @Override
  public void close() {
    encoders.close();
  }
}
