/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.util.List;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.core.common.Strings;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.rest.RestRequest.Method;
import org.opensearch.rest.action.RestActions.NodesResponseRestListener;
import org.opensearch.transport.client.node.NodeClient;

/** The endpoints of the models as wholes: what there is, reload, unload. */
public final class RestModelsAction extends BaseRestHandler {
  static final String ROOT = "/_plugins/_neural_sparse/models";

  @Override
  public String getName() {
    return "neural_sparse_models";
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(Method.GET, ROOT),
        new Route(Method.GET, ROOT + "/{model}"),
        new Route(Method.POST, ROOT + "/{model}/_reload"),
        new Route(Method.DELETE, ROOT + "/{model}/_unload"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    String model = request.param("model");
    return switch (request.method()) {
      case POST -> {
        ReloadRequest reload = new ReloadRequest(model, timeout(request));
        yield channel ->
            client.execute(ReloadAction.INSTANCE, reload, new NodesResponseRestListener<>(channel));
      }
      case DELETE -> {
        ModelsRequest unload = new ModelsRequest(List.of(model));
        unload.timeout(request.param("timeout"));
        yield channel ->
            client.execute(UnloadAction.INSTANCE, unload, new NodesResponseRestListener<>(channel));
      }
      default -> {
        ModelsRequest models = new ModelsRequest(List.of(Strings.splitStringByCommaToArray(model)));
        models.timeout(request.param("timeout"));
        yield channel ->
            client.execute(ModelsAction.INSTANCE, models, new NodesResponseRestListener<>(channel));
      }
    };
  }

  private static TimeValue timeout(RestRequest request) {
    TimeValue timeout = request.paramAsTime("timeout", ReloadRequest.DEFAULT_TIMEOUT);
    if (timeout.millis() <= 0) {
      throw new IllegalArgumentException(
          "[timeout] must be longer than 0, got [" + request.param("timeout") + "]");
    }
    return timeout;
  }
}
