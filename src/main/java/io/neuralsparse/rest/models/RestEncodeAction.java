/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.opensearch.core.xcontent.XContentParser;
import org.opensearch.rest.BaseRestHandler;
import org.opensearch.rest.RestRequest;
import org.opensearch.rest.RestRequest.Method;
import org.opensearch.rest.action.RestToXContentListener;
import org.opensearch.transport.client.node.NodeClient;

/** The endpoint that shows what a model makes of a text. */
public final class RestEncodeAction extends BaseRestHandler {
  @Override
  public String getName() {
    return "neural_sparse_encode";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(Method.POST, RestModelsAction.ROOT + "/{model}/_encode"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
      throws IOException {
    Map<String, Object> body = Map.of();
    if (request.hasContentOrSourceParam()) {
      try (XContentParser parser = request.contentOrSourceParamParser()) {
        body = parser.map();
      }
    }
    EncodeRequest encode = new EncodeRequest(request.param("model"), EncodeBody.parse(body));
    return channel ->
        client.execute(EncodeAction.INSTANCE, encode, new RestToXContentListener<>(channel));
  }
}
