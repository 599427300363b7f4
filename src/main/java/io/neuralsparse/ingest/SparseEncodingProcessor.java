/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.opensearch.core.action.ActionListener;
import org.opensearch.ingest.AbstractBatchingProcessor;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.ingest.IngestDocumentWrapper;

/**
 * Encodes texts of documents into sparse vectors beside them.
 *
 * <p>Never blocks the thread that brings the documents: texts are encoded on a pool of their own,
 * and the pipeline goes on from there. A document whose fields are unfit fails alone; the rest of
 * its batch goes on.
 */
public final class SparseEncodingProcessor extends AbstractBatchingProcessor {
  /** The name that is always there. */
  public static final String TYPE = "learned_sparse_encoding";

  /** The official plugin's name, taken where that plugin is not. */
  public static final String OFFICIAL_TYPE = "sparse_encoding";

  private final String type;
  private final EncodingOptions options;
  private final DocumentModels models;

  private SparseEncodingProcessor(
      Factory factory, String tag, String description, int batchSize, EncodingOptions options) {
    super(tag, description, batchSize);
    this.type = factory.type;
    this.models = factory.models;
    this.options = options;
  }

  @Override
  public String getType() {
    return type;
  }

  @Override
  public IngestDocument execute(IngestDocument document) {
    throw new UnsupportedOperationException("this processor works asynchronously");
  }

  @Override
  public void execute(IngestDocument document, BiConsumer<IngestDocument, Exception> handler) {
    encode(
        List.of(document),
        failures -> {
          if (failures[0] == null) {
            handler.accept(document, null);
          } else {
            handler.accept(null, failures[0]);
          }
        });
  }

  @Override
  protected void subBatchExecute(
      List<IngestDocumentWrapper> batch, Consumer<List<IngestDocumentWrapper>> handler) {
    if (batch.isEmpty()) {
      handler.accept(batch);
      return;
    }
    encode(
        batch.stream().map(IngestDocumentWrapper::getIngestDocument).toList(),
        failures -> {
          List<IngestDocumentWrapper> results = new ArrayList<>(failures.length);
          for (int i = 0; i < failures.length; i++) {
            results.add(failures[i] == null ? batch.get(i) : failed(batch.get(i), failures[i]));
          }
          handler.accept(results);
        });
  }

  /**
   * The document stays, as what handles failures looks into it. The wrapper stays as it is, too:
   * where failures are ignored, the pipeline goes on with that.
   */
  private static IngestDocumentWrapper failed(IngestDocumentWrapper document, Exception failure) {
    return new IngestDocumentWrapper(
        document.getSlot(), document.getChildSlot(), document.getIngestDocument(), failure);
  }

  /**
   * Encodes the texts of some documents and writes the vectors into them.
   *
   * @param documents at least one
   * @param done called once, with what went wrong for each, or null
   */
  private void encode(List<IngestDocument> documents, Consumer<Exception[]> done) {
    Exception[] failures = new Exception[documents.size()];
    AtomicInteger open = new AtomicInteger(failures.length);
    for (int i = 0; i < failures.length; i++) {
      int place = i;
      encode(
          documents.get(i),
          failure -> {
            failures[place] = failure;
            if (open.decrementAndGet() == 0) {
              done.accept(failures);
            }
          });
    }
  }

  /** One request for each document: what goes wrong then concerns that document alone. */
  private void encode(IngestDocument document, Consumer<Exception> done) {
    DocumentTexts texts;
    String model;
    try {
      texts = DocumentTexts.find(options.fields(), document.getSourceAndMetadata());
      model = options.model().name();
    } catch (RuntimeException e) {
      done.accept(e);
      return;
    }
    if (texts.texts().isEmpty()) {
      done.accept(put(texts, List.of()));
      return;
    }
    models.encode(
        new EncodingRequest(model, texts.texts(), options.longText()),
        new ActionListener<>() {
          @Override
          public void onResponse(List<SparseVector> vectors) {
            done.accept(put(texts, vectors));
          }

          @Override
          public void onFailure(Exception e) {
            done.accept(e);
          }
        });
  }

  /** Writes the vectors, pruned; gives what went wrong, or null. */
  private Exception put(DocumentTexts texts, List<SparseVector> vectors) {
    try {
      texts.put(vectors.stream().map(vector -> options.pruning().apply(vector)).toList());
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Makes processors of pipelines; reads the model's manifest, loads nothing. */
  public static final class Factory extends AbstractBatchingProcessor.Factory {
    private static final int DEFAULT_BATCH_SIZE = 32;

    private final String type;
    private final DocumentModels models;
    private final BooleanSupplier accepted;

    /**
     * A factory for one of the processor's names.
     *
     * @param type {@link #TYPE} or {@link #OFFICIAL_TYPE}
     * @param models where the models are
     * @param accepted whether the present thread makes a pipeline that the cluster has already
     */
    public Factory(String type, DocumentModels models, BooleanSupplier accepted) {
      super(type);
      this.type = type;
      this.models = models;
      this.accepted = accepted;
    }

    @Override
    public AbstractBatchingProcessor create(
        Map<String, org.opensearch.ingest.Processor.Factory> factories,
        String tag,
        String description,
        Map<String, Object> config)
        throws Exception {
      config.put(
          BATCH_SIZE_FIELD,
          new EncodingOptions.Reader(type, tag, config)
              .whole(BATCH_SIZE_FIELD, 1, DEFAULT_BATCH_SIZE));
      return super.create(factories, tag, description, config);
    }

    @Override
    protected AbstractBatchingProcessor newProcessor(
        String tag, String description, int batchSize, Map<String, Object> config) {
      EncodingOptions options =
          EncodingOptions.read(
              new EncodingOptions.Reader(type, tag, config),
              name ->
                  accepted.getAsBoolean()
                      ? ModelChoice.accepted(models, name)
                      : ModelChoice.of(models, name));
      return new SparseEncodingProcessor(this, tag, description, batchSize, options);
    }
  }
}
