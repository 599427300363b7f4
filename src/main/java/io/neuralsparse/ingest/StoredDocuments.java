/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.action.get.MultiGetItemResponse;
import org.opensearch.action.get.MultiGetRequest;
import org.opensearch.action.get.MultiGetResponse;
import org.opensearch.action.support.ContextPreservingActionListener;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.Strings;
import org.opensearch.core.concurrency.OpenSearchRejectedExecutionException;
import org.opensearch.index.IndexNotFoundException;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.search.fetch.subphase.FetchSourceContext;
import org.opensearch.transport.client.Client;

/**
 * What the indices hold of documents that come in again. Read in one request for many, never waited
 * for. What cannot be read counts as not there.
 */
final class StoredDocuments {
  private static final Logger logger = LogManager.getLogger(StoredDocuments.class);

  private final Supplier<Client> client;
  private final Supplier<Executor> executor;
  private final LongAdder reads = new LongAdder();
  private final LongAdder failedReads = new LongAdder();

  /**
   * Nothing is read yet.
   *
   * @param client of the node
   * @param executor goes on with what was read, as it is not for the network's threads
   */
  StoredDocuments(Supplier<Client> client, Supplier<Executor> executor) {
    this.client = client;
    this.executor = executor;
  }

  /** Whether a document says what it will be called, and where; if not, it is new. */
  static boolean canBeThere(IngestDocument document) {
    return name(document, IngestDocument.Metadata.INDEX) != null
        && name(document, IngestDocument.Metadata.ID) != null;
  }

  /** Documents that were asked for. */
  long reads() {
    return reads.sum();
  }

  /** Documents that could not be read, for other reasons than that they are not there. */
  long failedReads() {
    return failedReads.sum();
  }

  private static String name(IngestDocument document, IngestDocument.Metadata field) {
    return document.getSourceAndMetadata().get(field.getFieldName()) instanceof String name
        ? name
        : null;
  }

  /**
   * Reads the mapped fields of stored documents, as they are now, searchable or not.
   *
   * @param documents at least one, all of which {@link #canBeThere}
   * @param then gets the source of each, or null, in the caller's thread context
   */
  void read(
      List<IngestDocument> documents, FieldMap fields, Consumer<List<Map<String, Object>>> then) {
    reads.add(documents.size());
    MultiGetRequest request = new MultiGetRequest();
    FetchSourceContext mapped = new FetchSourceContext(true, fields.names(), Strings.EMPTY_ARRAY);
    for (IngestDocument document : documents) {
      request.add(
          new MultiGetRequest.Item(
                  name(document, IngestDocument.Metadata.INDEX),
                  name(document, IngestDocument.Metadata.ID))
              .routing(name(document, IngestDocument.Metadata.ROUTING))
              .fetchSourceContext(mapped));
    }
    Client node = client.get();
    ActionListener<MultiGetResponse> listener =
        ContextPreservingActionListener.wrapPreservingContext(
            new ActionListener<>() {
              @Override
              public void onResponse(MultiGetResponse response) {
                goOn(sources(response), then);
              }

              @Override
              public void onFailure(Exception e) {
                logger.debug("stored documents cannot be read, so all is encoded", e);
                failedReads.add(documents.size());
                goOn(Collections.nCopies(documents.size(), null), then);
              }
            },
            node.threadPool().getThreadContext());
    try {
      node.multiGet(request, listener);
    } catch (RuntimeException e) {
      listener.onFailure(e);
    }
  }

  private void goOn(List<Map<String, Object>> sources, Consumer<List<Map<String, Object>>> then) {
    try {
      executor.get().execute(() -> then.accept(sources));
    } catch (OpenSearchRejectedExecutionException e) {
      then.accept(sources); // the node is stopping: whoever waits is told so further on
    }
  }

  private List<Map<String, Object>> sources(MultiGetResponse response) {
    List<Map<String, Object>> sources = new ArrayList<>();
    for (MultiGetItemResponse item : response) {
      Map<String, Object> source = null;
      if (item.isFailed()) {
        if (!(item.getFailure().getFailure() instanceof IndexNotFoundException)) {
          failedReads.increment();
        }
      } else if (item.getResponse().isExists() && !item.getResponse().isSourceEmpty()) {
        source = item.getResponse().getSourceAsMap();
      }
      sources.add(source);
    }
    return sources;
  }
}
