/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.io.IOException;
import java.util.List;
import org.opensearch.action.FailedNodeException;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.nodes.TransportNodesAction;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.inject.Inject;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/** Collects the statistics of the nodes. */
public final class TransportStatsAction
    extends TransportNodesAction<StatsRequest, StatsResponse, NodeStatsRequest, NodeStats> {
  private final NodeStatistics statistics;

  /** Made by the node. */
  @Inject
  public TransportStatsAction(
      ThreadPool threadPool,
      ClusterService clusterService,
      TransportService transportService,
      ActionFilters actionFilters,
      NodeStatistics statistics) {
    super(
        StatsAction.NAME,
        threadPool,
        clusterService,
        transportService,
        actionFilters,
        StatsRequest::new,
        NodeStatsRequest::new,
        ThreadPool.Names.MANAGEMENT,
        NodeStats.class);
    this.statistics = statistics;
  }

  @Override
  protected void doExecute(
      Task task, StatsRequest request, ActionListener<StatsResponse> listener) {
    statistics.named(request.sections()); // a wrong name is the request's fault, not the nodes'
    super.doExecute(task, request, listener);
  }

  @Override
  protected StatsResponse newResponse(
      StatsRequest request, List<NodeStats> nodes, List<FailedNodeException> failures) {
    return new StatsResponse(clusterService.getClusterName(), nodes, failures);
  }

  @Override
  protected NodeStatsRequest newNodeRequest(StatsRequest request) {
    return new NodeStatsRequest(request.sections());
  }

  @Override
  protected NodeStats newNodeResponse(StreamInput in) throws IOException {
    return new NodeStats(in);
  }

  @Override
  protected NodeStats nodeOperation(NodeStatsRequest request) {
    return new NodeStats(
        clusterService.localNode(), statistics.now(statistics.named(request.sections())));
  }
}
