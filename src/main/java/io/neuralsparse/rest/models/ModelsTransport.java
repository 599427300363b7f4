/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.registry.NodeModels;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.opensearch.ResourceNotFoundException;
import org.opensearch.action.FailedNodeException;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.nodes.TransportNodesAction;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportService;

/** An action that every node carries out by itself. */
abstract class ModelsTransport
    extends TransportNodesAction<ModelsRequest, NodesAnswer, NodeModelsRequest, NodeAnswer> {
  /** In a node's answer: all models that it has, for the message about one that nobody has. */
  static final String NAMES = "names";

  final NodeModels models;

  ModelsTransport(
      String action,
      ThreadPool threadPool,
      ClusterService clusterService,
      TransportService transportService,
      ActionFilters actionFilters,
      NodeModels models) {
    super(
        action,
        threadPool,
        clusterService,
        transportService,
        actionFilters,
        ModelsRequest::new,
        NodeModelsRequest::new,
        ThreadPool.Names.GENERIC,
        NodeAnswer.class);
    this.models = models;
  }

  @Override
  protected final NodeModelsRequest newNodeRequest(ModelsRequest request) {
    return new NodeModelsRequest(request.models());
  }

  @Override
  protected final NodeAnswer newNodeResponse(StreamInput in) throws IOException {
    return new NodeAnswer(in);
  }

  /**
   * Removes what the nodes said of {@link #NAMES}.
   *
   * @throws ResourceNotFoundException when a model is on no node, and all nodes answered
   */
  static void checkNames(
      List<String> wanted, List<NodeAnswer> nodes, List<FailedNodeException> failures) {
    Set<String> names = new TreeSet<>();
    for (NodeAnswer node : nodes) {
      names.addAll(Values.texts(node.values(), NAMES));
      node.values().remove(NAMES);
    }
    for (String model : wanted) {
      if (failures.isEmpty() && !names.contains(model)) {
        throw unknown(model, names);
      }
    }
  }

  static ResourceNotFoundException unknown(String model, Set<String> names) {
    return new ResourceNotFoundException("unknown model [" + model + "], the nodes have " + names);
  }
}
