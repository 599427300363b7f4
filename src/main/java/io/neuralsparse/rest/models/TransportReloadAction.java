/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.registry.NodeModels;
import io.neuralsparse.rest.models.ReloadStep.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.opensearch.action.support.ActionFilters;
import org.opensearch.action.support.GroupedActionListener;
import org.opensearch.action.support.HandledTransportAction;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.UUIDs;
import org.opensearch.common.inject.Inject;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.core.action.ActionListener;
import org.opensearch.core.common.io.stream.StreamInput;
import org.opensearch.tasks.Task;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.TransportException;
import org.opensearch.transport.TransportRequestOptions;
import org.opensearch.transport.TransportResponseHandler;
import org.opensearch.transport.TransportService;

/**
 * Reloads a model on all nodes: each loads the folder beside what serves, and only when all have
 * done so are they told to switch. If one cannot, all drop what they have loaded, and nothing has
 * changed.
 *
 * <p>A node that dies before it has loaded fails the reload. One that dies afterwards, or joins
 * meanwhile, loads its folder as it is when it needs it. A node that cannot be told to switch drops
 * what it has loaded after a while; the answer names it.
 */
public final class TransportReloadAction
    extends HandledTransportAction<ReloadRequest, NodesAnswer> {
  private static final String STEP = ReloadAction.NAME + "[step]";

  /** How much longer than a step what was prepared waits. */
  private static final TimeValue GRACE = TimeValue.timeValueSeconds(30);

  private final ClusterService clusterService;
  private final TransportService transportService;
  private final NodeModels models;

  /** Made by the node. */
  @Inject
  public TransportReloadAction(
      ThreadPool threadPool,
      ClusterService clusterService,
      TransportService transportService,
      ActionFilters actionFilters,
      NodeModels models) {
    super(ReloadAction.NAME, transportService, actionFilters, ReloadRequest::new);
    this.clusterService = clusterService;
    this.transportService = transportService;
    this.models = models;
    ReloadSteps steps = new ReloadSteps(models, threadPool);
    clusterService.addListener(steps);
    transportService.registerRequestHandler(
        STEP,
        ThreadPool.Names.GENERIC,
        ReloadStep::new,
        (step, channel, task) -> channel.sendResponse(new StepAnswer(steps.take(step))));
  }

  @Override
  protected void doExecute(Task task, ReloadRequest request, ActionListener<NodesAnswer> listener) {
    new Reload(request, listener).prepare();
  }

  private final class Reload {
    private final ReloadRequest request;
    private final ActionListener<NodesAnswer> listener;
    private final List<DiscoveryNode> nodes;
    private final String id = ReloadSteps.id(clusterService.localNode(), UUIDs.randomBase64UUID());

    Reload(ReloadRequest request, ActionListener<NodesAnswer> listener) {
      this.request = request;
      this.listener = listener;
      this.nodes =
          clusterService.state().nodes().getNodes().values().stream()
              .sorted(Comparator.comparing(DiscoveryNode::getName))
              .toList();
    }

    void prepare() {
      all(
          Kind.PREPARE,
          nodes,
          prepared -> {
            if (prepared.stream().allMatch(outcome -> outcome.problem() == null)) {
              all(Kind.COMMIT, nodes, committed -> finish(prepared, committed));
            } else {
              Exception failure = ReloadReport.failure(request.model(), prepared);
              all(Kind.DROP, nodes, dropped -> listener.onFailure(failure));
            }
          });
    }

    private void finish(List<Outcome> prepared, List<Outcome> committed) {
      listener.onResponse(
          ReloadReport.success(
              clusterService.state(),
              request.model(),
              Pipelines.using(
                  clusterService.state(), request.model(), models.isDefault(request.model())),
              prepared,
              committed));
    }

    /** Has nodes take a step; goes on when all have answered or failed, in the nodes' order. */
    private void all(Kind kind, List<DiscoveryNode> to, Consumer<List<Outcome>> next) {
      TimeValue patience = TimeValue.timeValueMillis(request.timeout().millis() + GRACE.millis());
      ReloadStep step = new ReloadStep(kind, request.model(), id, patience);
      GroupedActionListener<Outcome> outcomes =
          new GroupedActionListener<>(
              ActionListener.wrap(all -> next.accept(ordered(all)), listener::onFailure),
              to.size());
      for (DiscoveryNode node : to) {
        transportService.sendRequest(
            node,
            STEP,
            step,
            TransportRequestOptions.builder().withTimeout(request.timeout()).build(),
            new Handler(node, outcomes));
      }
    }

    private List<Outcome> ordered(Collection<Outcome> outcomes) {
      List<Outcome> ordered = new ArrayList<>(outcomes);
      ordered.sort(Comparator.comparingInt(outcome -> nodes.indexOf(outcome.node())));
      return ordered;
    }
  }

  private record Handler(DiscoveryNode node, ActionListener<Outcome> outcomes)
      implements TransportResponseHandler<StepAnswer> {
    @Override
    public StepAnswer read(StreamInput in) throws IOException {
      return new StepAnswer(in);
    }

    @Override
    public void handleResponse(StepAnswer answer) {
      outcomes.onResponse(new Outcome(node, answer.values(), null));
    }

    @Override
    public void handleException(TransportException e) {
      outcomes.onResponse(new Outcome(node, Map.of(), e));
    }

    @Override
    public String executor() {
      return ThreadPool.Names.GENERIC;
    }
  }
}
