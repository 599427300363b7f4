/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.opensearch.core.action.ActionListener;
import org.opensearch.ingest.AbstractBatchingProcessor;
import org.opensearch.ingest.ConfigurationUtils;
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
  private final String model;
  private final FieldMap fields;
  private final Pruning pruning;
  private final DocumentModels models;

  private SparseEncodingProcessor(Factory factory, Config config) {
    super(config.tag, config.description, config.batchSize);
    this.type = factory.type;
    this.models = factory.models;
    this.model = config.model;
    this.fields = config.fields;
    this.pruning = config.pruning;
  }

  private record Config(
      String tag,
      String description,
      int batchSize,
      String model,
      FieldMap fields,
      Pruning pruning) {}

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
    DocumentTexts texts;
    try {
      texts = DocumentTexts.find(fields, document.getSourceAndMetadata());
    } catch (IllegalArgumentException e) {
      handler.accept(null, e);
      return;
    }
    encode(
        List.of(texts),
        failure -> {
          if (failure == null) {
            handler.accept(document, null);
          } else {
            handler.accept(null, failure);
          }
        });
  }

  @Override
  protected void subBatchExecute(
      List<IngestDocumentWrapper> documents, Consumer<List<IngestDocumentWrapper>> handler) {
    List<IngestDocumentWrapper> fit = new ArrayList<>(documents.size());
    List<DocumentTexts> texts = new ArrayList<>(documents.size());
    for (IngestDocumentWrapper document : documents) {
      if (document.getException() != null) {
        continue;
      }
      try {
        texts.add(DocumentTexts.find(fields, document.getIngestDocument().getSourceAndMetadata()));
        fit.add(document);
      } catch (IllegalArgumentException e) {
        fail(document, e);
      }
    }
    encode(
        texts,
        failure -> {
          if (failure != null) {
            fit.forEach(document -> fail(document, failure));
          }
          handler.accept(documents);
        });
  }

  /** The document stays: what handles failures looks into it. */
  private static void fail(IngestDocumentWrapper document, Exception failure) {
    document.update(document.getIngestDocument(), failure);
  }

  /**
   * Encodes the texts of some documents and writes the vectors into them.
   *
   * @param done called once: with null, or with what kept all of them from being encoded
   */
  private void encode(List<DocumentTexts> documents, Consumer<Exception> done) {
    List<String> texts = new ArrayList<>();
    documents.forEach(document -> texts.addAll(document.texts()));
    if (texts.isEmpty()) {
      documents.forEach(document -> document.put(List.of()));
      done.accept(null);
      return;
    }
    models.encode(
        new EncodingRequest(model, texts, LongText.WINDOWS),
        new ActionListener<>() {
          @Override
          public void onResponse(List<SparseVector> vectors) {
            int from = 0;
            for (DocumentTexts document : documents) {
              int to = from + document.texts().size();
              document.put(vectors.subList(from, to).stream().map(pruning::apply).toList());
              from = to;
            }
            done.accept(null);
          }

          @Override
          public void onFailure(Exception e) {
            done.accept(e);
          }
        });
  }

  /** Makes processors of pipelines; reads the model's manifest, loads nothing. */
  public static final class Factory extends AbstractBatchingProcessor.Factory {
    private static final String MODEL_ID = "model_id";
    private static final String FIELD_MAP = "field_map";
    private static final String PRUNE_TYPE = "prune_type";
    private static final String PRUNE_RATIO = "prune_ratio";
    private static final int DEFAULT_BATCH_SIZE = 32;

    private final String type;
    private final DocumentModels models;

    /**
     * A factory for one of the processor's names.
     *
     * @param type {@link #TYPE} or {@link #OFFICIAL_TYPE}
     * @param models where the models are
     */
    public Factory(String type, DocumentModels models) {
      super(type);
      this.type = type;
      this.models = models;
    }

    @Override
    public AbstractBatchingProcessor create(
        Map<String, org.opensearch.ingest.Processor.Factory> factories,
        String tag,
        String description,
        Map<String, Object> config)
        throws Exception {
      config.putIfAbsent(BATCH_SIZE_FIELD, DEFAULT_BATCH_SIZE);
      return super.create(factories, tag, description, config);
    }

    @Override
    protected AbstractBatchingProcessor newProcessor(
        String tag, String description, int batchSize, Map<String, Object> config) {
      String model =
          checked(
              tag,
              MODEL_ID,
              () ->
                  models.resolve(
                      ConfigurationUtils.readOptionalStringProperty(type, tag, config, MODEL_ID)));
      Map<String, Object> map = ConfigurationUtils.readMap(type, tag, config, FIELD_MAP);
      FieldMap fields = checked(tag, FIELD_MAP, () -> FieldMap.parse(map));
      Pruning pruning = pruning(tag, config);
      return new SparseEncodingProcessor(
          this, new Config(tag, description, batchSize, model, fields, pruning));
    }

    private Pruning pruning(String tag, Map<String, Object> config) {
      String label = ConfigurationUtils.readOptionalStringProperty(type, tag, config, PRUNE_TYPE);
      Object ratio = config.remove(PRUNE_RATIO);
      Pruning.Type pruneType =
          label == null
              ? Pruning.Type.NONE
              : checked(tag, PRUNE_TYPE, () -> Pruning.Type.named(label));
      return checked(
          tag,
          PRUNE_RATIO,
          () -> {
            if (pruneType == Pruning.Type.NONE) {
              if (ratio != null) {
                throw new IllegalArgumentException(
                    "needs a [prune_type] other than [none], got [" + ratio + "] without");
              }
              return Pruning.NONE;
            }
            if (!(ratio instanceof Number number)) {
              throw new IllegalArgumentException(
                  "must be a number for [" + pruneType.label() + "], got [" + ratio + "]");
            }
            return new Pruning(pruneType, number.doubleValue());
          });
    }

    private <T> T checked(String tag, String option, java.util.function.Supplier<T> reading) {
      try {
        return reading.get();
      } catch (IllegalArgumentException e) {
        throw ConfigurationUtils.newConfigurationException(type, tag, option, e.getMessage());
      }
    }
  }
}
