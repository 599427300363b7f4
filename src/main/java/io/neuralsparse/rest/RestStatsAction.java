/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.util.List;
import org.opensearch.core.common.Strings;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.rest.RestRequest.Method;
import org.opensearch.rest.action.RestActions.NodesResponseRestListener;
import org.opensearch.transport.client.node.NodeClient;

/** The endpoint of the statistics: of all nodes, or of some; all sections, or some. */
public final class RestStatsAction extends BaseRestHandler {
  private static final String ROOT = "/_plugins/_neural_sparse";

  @Override
  public String getName() {
    return "neural_sparse_stats";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(Method.GET, ROOT + "/stats"),
        new Route(Method.GET, ROOT + "/stats/{metric}"),
        new Route(Method.GET, ROOT + "/{nodeId}/stats"),
        new Route(Method.GET, ROOT + "/{nodeId}/stats/{metric}"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    StatsRequest stats =
        new StatsRequest(
            List.of(Strings.splitStringByCommaToArray(request.param("metric", NodeStatistics.ALL))),
            Strings.splitStringByCommaToArray(request.param("nodeId")));
    stats.timeout(request.param("timeout"));
    return channel ->
        client.execute(StatsAction.INSTANCE, stats, new NodesResponseRestListener<>(channel));
  }

  /** What shows how full the memory is must answer when it is full. */
  @Override
  public boolean canTripCircuitBreaker() {
    return false;
  }
}
