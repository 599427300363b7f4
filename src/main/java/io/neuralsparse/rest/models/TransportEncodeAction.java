/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.encode.EncodingRequest;
import io.neuralsparse.encode.Windows;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.opensearch.action.ActionListenerResponseHandler;
import org.opensearch.action.ActionRunnable;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.HandledTransportAction;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.inject.Inject;
import org.opensearch.core.action.ActionListener;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/**
 * Encodes texts: queries on the node that is asked, documents on one that ingests. Files are read
 * and texts are encoded on threads that may take their time.
 */
public final class TransportEncodeAction
    extends HandledTransportAction<EncodeRequest, EncodeAnswer> {
  private final ThreadPool threadPool;
  private final ClusterService clusterService;
  private final TransportService transportService;
  private final QueryModels queries;
  private final DocumentModels documents;
  private final AtomicInteger turn = new AtomicInteger();

  /** Made by the node. */
  @Inject
  public TransportEncodeAction(
      ThreadPool threadPool,
      ClusterService clusterService,
      TransportService transportService,
      ActionFilters actionFilters,
      QueryModels queries,
      DocumentModels documents) {
    super(EncodeAction.NAME, transportService, actionFilters, EncodeRequest::new);
    this.threadPool = threadPool;
    this.clusterService = clusterService;
    this.transportService = transportService;
    this.queries = queries;
    this.documents = documents;
  }

  @Override
  protected void doExecute(
      Task task, EncodeRequest request, ActionListener<EncodeAnswer> listener) {
    DiscoveryNode here = clusterService.localNode();
    if (!request.body().documents()) {
      threadPool.generic().execute(ActionRunnable.supply(listener, () -> query(request)));
    } else if (here.isIngestNode()) {
      threadPool.generic().execute(ActionRunnable.wrap(listener, to -> document(request, to)));
    } else {
      List<DiscoveryNode> nodes =
          List.copyOf(clusterService.state().nodes().getIngestNodes().values());
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException(
            "[side] document needs a node with the role [ingest], the cluster has none");
      }
      transportService.sendRequest(
          nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size())),
          EncodeAction.NAME,
          request,
          new ActionListenerResponseHandler<>(listener, EncodeAnswer::new));
    }
  }

  private EncodeAnswer query(EncodeRequest request) {
    String model = request.model();
    List<Map<String, Object>> results = new ArrayList<>();
    for (String text : request.body().texts()) {
      results.add(
          EncodedText.of(
              text,
              queries.encode(model, text),
              null,
              request.body().explain() ? queries.tokens(model, text) : null));
    }
    return answer(request, results);
  }

  private void document(EncodeRequest request, ActionListener<EncodeAnswer> listener) {
    EncodeBody body = request.body();
    String model = documents.resolve(request.model());
    documents.encode(
        new EncodingRequest(model, body.texts(), body.longText()),
        ActionListener.wrap(
            vectors ->
                threadPool
                    .generic()
                    .execute(ActionRunnable.supply(listener, () -> documents(request, vectors))),
            listener::onFailure));
  }

  private EncodeAnswer documents(EncodeRequest request, List<SparseVector> vectors) {
    String model = request.model();
    EncodeBody body = request.body();
    List<Map<String, Object>> results = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      String text = body.texts().get(i);
      Windows windows = documents.cut(model, text, body.longText());
      results.add(
          EncodedText.of(
              text, vectors.get(i), windows, body.explain() ? queries.tokens(model, text) : null));
    }
    return answer(request, results);
  }

  private EncodeAnswer answer(EncodeRequest request, List<Map<String, Object>> results) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("model", request.model());
    answer.put("side", request.body().documents() ? "document" : "query");
    answer.put("node", clusterService.localNode().getName());
    answer.put("results", results);
    return new EncodeAnswer(answer);
  }
}
