/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.registry.NodeModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.opensearch.action.FailedNodeException;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.inject.Inject;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/** Collects what the nodes know of their models, and compares. */
public final class TransportModelsAction extends ModelsTransport {
  /** Made by the node. */
  @Inject
  public TransportModelsAction(
      ThreadPool threadPool,
      ClusterService clusterService,
      TransportService transportService,
      ActionFilters actionFilters,
      NodeModels models) {
    super(ModelsAction.NAME, threadPool, clusterService, transportService, actionFilters, models);
  }

  @Override
  protected NodeAnswer nodeOperation(NodeModelsRequest request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(NAMES, new ArrayList<>(models.names()));
    answer.put(Differences.MODELS, models.describe(request.models()));
    return new NodeAnswer(clusterService.localNode(), answer);
  }

  @Override
  protected NodesAnswer newResponse(
      ModelsRequest request, List<NodeAnswer> nodes, List<FailedNodeException> failures) {
    checkNames(request.models(), nodes, failures);
    Map<String, Object> common = new LinkedHashMap<>();
    common.put("warnings", Differences.between(nodes));
    return new NodesAnswer(clusterService.getClusterName(), common, nodes, failures);
  }
}
