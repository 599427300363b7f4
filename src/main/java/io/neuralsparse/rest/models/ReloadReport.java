/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.opensearch.ExceptionsHelper;
import org.opensearch.OpenSearchStatusException;
import org.opensearch.action.FailedNodeException;
import org.opensearch.cluster.ClusterState;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.core.rest.RestStatus;

/** What a reload says when it is over. */
final class ReloadReport {
  private ReloadReport() {}

  /**
   * Why nothing has changed: 404 when no node has the model, 400 when a folder is at fault, 409
   * when another reload is under way, 429 when memory is short, else 503.
   */
  static Exception failure(String model, List<Outcome> prepared) {
    if (prepared.stream().allMatch(outcome -> outcome.is(ReloadSteps.UNKNOWN))) {
      Set<String> names = new TreeSet<>();
      prepared.forEach(
          outcome -> names.addAll(Values.texts(outcome.values(), ModelsTransport.NAMES)));
      return ModelsTransport.unknown(model, names);
    }
    String causes =
        prepared.stream()
            .filter(outcome -> outcome.problem() != null)
            .map(outcome -> "node [" + outcome.node().getName() + "]: " + outcome.problem())
            .collect(Collectors.joining("; "));
    return new OpenSearchStatusException(
        "model [" + model + "] is not reloaded, what served goes on serving: " + causes,
        status(prepared));
  }

  private static RestStatus status(List<Outcome> prepared) {
    if (prepared.stream()
        .anyMatch(outcome -> outcome.is(ReloadSteps.FOLDER) || outcome.is(ReloadSteps.UNKNOWN))) {
      return RestStatus.BAD_REQUEST;
    }
    if (prepared.stream().anyMatch(outcome -> outcome.is(ReloadSteps.BUSY))) {
      return RestStatus.CONFLICT;
    }
    return prepared.stream()
            .filter(outcome -> outcome.failure() != null)
            .allMatch(
                outcome -> ExceptionsHelper.status(outcome.cause()) == RestStatus.TOO_MANY_REQUESTS)
        ? RestStatus.TOO_MANY_REQUESTS
        : RestStatus.SERVICE_UNAVAILABLE;
  }

  /**
   * What was loaded where, and what to mind.
   *
   * @param pipelines that encode with the model
   */
  static NodesAnswer success(
      ClusterState state,
      String model,
      Set<String> pipelines,
      List<Outcome> prepared,
      List<Outcome> committed) {
    List<NodeAnswer> nodes = new ArrayList<>();
    List<FailedNodeException> failures = new ArrayList<>();
    Set<String> warnings = new LinkedHashSet<>();
    boolean reindex = false;
    for (int i = 0; i < prepared.size(); i++) {
      Outcome before = prepared.get(i);
      Outcome after = committed.get(i);
      warnings.addAll(Values.texts(before.values(), ReloadSteps.DIFFERENCES));
      reindex |= Values.flag(before.values(), ReloadSteps.REINDEX);
      if (Values.flag(after.values(), ReloadSteps.SWITCHED)) {
        nodes.add(node(before));
      } else {
        failures.add(notSwitched(after));
      }
    }
    if (prepared.stream().noneMatch(node -> Values.flag(node.values(), ReloadSteps.COMPARED))) {
      warnings.add(
          "the model was loaded nowhere: whether stored vectors still fit it was not checked");
    } else if (reindex) {
      warnings.add(
          "stored vectors do not fit the model as it is now: reindex what the pipelines "
              + pipelines
              + " have encoded");
    }
    warnings.addAll(disagreement(model, prepared));
    warnings.addAll(newcomers(state, prepared));
    Map<String, Object> common = new LinkedHashMap<>();
    common.put("model", model);
    common.put("pipelines", new ArrayList<>(pipelines));
    common.put("warnings", new ArrayList<>(warnings));
    return new NodesAnswer(state.getClusterName(), common, nodes, failures);
  }

  private static NodeAnswer node(Outcome prepared) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : List.of(ReloadSteps.BEFORE, ReloadSteps.AFTER, ReloadSteps.HALVES)) {
      values.put(name, prepared.values().get(name));
    }
    return new NodeAnswer(prepared.node(), values);
  }

  private static FailedNodeException notSwitched(Outcome committed) {
    DiscoveryNode node = committed.node();
    String cause =
        committed.failure() == null ? "it had given up waiting" : committed.cause().getMessage();
    return new FailedNodeException(
        node.getId(),
        "node ["
            + node.getName()
            + "] has not switched and may still serve the old model, _reload it once more: "
            + cause,
        committed.failure());
  }

  private static List<String> disagreement(String model, List<Outcome> prepared) {
    SortedMap<String, List<String>> digests = new TreeMap<>();
    for (Outcome node : prepared) {
      digests
          .computeIfAbsent(Values.text(node.values(), ReloadSteps.AFTER), d -> new ArrayList<>())
          .add(node.node().getName());
    }
    List<String> warnings = new ArrayList<>();
    Differences.differing(model, digests, warnings);
    return warnings;
  }

  private static List<String> newcomers(ClusterState state, List<Outcome> prepared) {
    Set<String> asked =
        prepared.stream()
            .map(outcome -> outcome.node().getEphemeralId())
            .collect(Collectors.toSet());
    return state.nodes().getNodes().values().stream()
        .filter(node -> !asked.contains(node.getEphemeralId()))
        .map(
            node ->
                "node ["
                    + node.getName()
                    + "] has joined meanwhile: it loads its folder when it needs it")
        .sorted()
        .toList();
  }
}
