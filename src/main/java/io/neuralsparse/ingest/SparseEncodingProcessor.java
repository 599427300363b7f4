/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
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
  private final IngestNode node;

  private SparseEncodingProcessor(
      Factory factory, String tag, String description, int batchSize, EncodingOptions options) {
    super(tag, description, batchSize);
    this.type = factory.type;
    this.node = factory.node;
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

  /**
   * Hands the results on in the order of the documents, whichever part of them is encoded first:
   * where failures are out of order, the server mixes up the answers to the items of a bulk.
   */
  @Override
  public void batchExecute(
      List<IngestDocumentWrapper> all, Consumer<List<IngestDocumentWrapper>> handler) {
    if (all.isEmpty()) {
      handler.accept(all);
      return;
    }
    IngestDocumentWrapper[] results = new IngestDocumentWrapper[all.size()];
    int batches = (all.size() - 1) / batchSize + 1;
    Parts parts = new Parts(batches, () -> handler.accept(Arrays.asList(results)));
    for (int batch = 0; batch < batches; batch++) {
      int from = batch * batchSize;
      subBatchExecute(
          all.subList(from, Math.min(all.size() - from, batchSize) + from),
          done -> {
            System.arraycopy(done.toArray(), 0, results, from, done.size());
            parts.done();
          });
    }
  }

  @Override
  protected void subBatchExecute(
      List<IngestDocumentWrapper> batch, Consumer<List<IngestDocumentWrapper>> handler) {
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
    node.counters().came(failures.length);
    DocumentWork[] works = new DocumentWork[failures.length];
    for (int i = 0; i < failures.length; i++) {
      try {
        works[i] = new DocumentWork(documents.get(i), options.fields());
        node.counters().found(works[i].texts().texts().size());
      } catch (RuntimeException e) {
        failures[i] = e;
      }
    }
    Runnable encoding = () -> encode(works, failures, done);
    if (options.skipExisting() && options.model().isThere()) {
      node.existing()
          .settle(options, Arrays.stream(works).filter(Objects::nonNull).toList(), encoding);
    } else {
      encoding.run();
    }
  }

  /** One request for each document: what goes wrong then concerns that document alone. */
  private void encode(DocumentWork[] works, Exception[] failures, Consumer<Exception[]> done) {
    Parts parts =
        new Parts(
            works.length,
            () -> {
              long failed = Arrays.stream(failures).filter(Objects::nonNull).count();
              node.counters().failed((int) failed);
              done.accept(failures);
            });
    for (int i = 0; i < works.length; i++) {
      int place = i;
      if (works[i] == null) {
        parts.done();
      } else {
        encode(
            works[i],
            failure -> {
              failures[place] = failure;
              parts.done();
            });
      }
    }
  }

  private void encode(DocumentWork work, Consumer<Exception> done) {
    List<String> texts = work.openTexts();
    if (texts.isEmpty()) {
      done.accept(write(work));
      return;
    }
    String model;
    try {
      model = options.model().name();
    } catch (ModelException e) {
      done.accept(e);
      return;
    }
    List<TextKey> keys = options.skipExisting() ? keys(model, texts) : List.of();
    node.vectors()
        .get(
            new EncodingRequest(model, texts, options.longText()),
            new ActionListener<>() {
              @Override
              public void onResponse(List<SparseVector> vectors) {
                settle(work, keys, vectors);
                done.accept(write(work));
              }

              @Override
              public void onFailure(Exception e) {
                done.accept(e);
              }
            });
  }

  private List<TextKey> keys(String model, List<String> texts) {
    TextKey.Maker maker = node.vectors().keys(model, options.longText());
    return texts.stream().map(maker::key).toList();
  }

  /** Prunes what the encoder gave, and keeps it in mind where there are keys for that. */
  private void settle(DocumentWork work, List<TextKey> keys, List<SparseVector> vectors) {
    List<Integer> open = work.open();
    for (int i = 0; i < open.size(); i++) {
      SparseVector vector = options.pruning().apply(vectors.get(i));
      work.settle(open.get(i), vector);
      if (!keys.isEmpty()) {
        node.existing().remember(options, keys.get(i), vector);
      }
    }
  }

  /** Gives what went wrong, or null. */
  private static Exception write(DocumentWork work) {
    try {
      work.write();
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Makes processors of pipelines; reads the model's manifest, loads nothing. */
  public static final class Factory extends AbstractBatchingProcessor.Factory {
    private static final int DEFAULT_BATCH_SIZE = 32;

    private final String type;
    private final IngestNode node;

    /**
     * A factory for one of the processor's names.
     *
     * @param type {@link #TYPE} or {@link #OFFICIAL_TYPE}
     * @param node what all processors of the node share
     */
    public Factory(String type, IngestNode node) {
      super(type);
      this.type = type;
      this.node = node;
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
                  node.accepted().getAsBoolean()
                      ? ModelChoice.accepted(node.models(), name)
                      : ModelChoice.of(node.models(), name));
      return new SparseEncodingProcessor(this, tag, description, batchSize, options);
    }
  }
}
