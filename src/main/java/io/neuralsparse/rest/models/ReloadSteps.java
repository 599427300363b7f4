/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import io.neuralsparse.model.ModelException;
import io.neuralsparse.registry.NodeModels;
import io.neuralsparse.registry.PreparedReload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.opensearch.cluster.ClusterChangedEvent;
import org.opensearch.cluster.ClusterStateListener;
import org.opensearch.cluster.node.DiscoveryNode;
import org.opensearch.threadpool.ThreadPool;

/**
 * One node's part in the reloads of all nodes. What is prepared is released when its conductor
 * leaves the cluster, or when the next step does not come.
 */
final class ReloadSteps implements ClusterStateListener {
  /** In answers: why a node could not prepare. */
  static final String FAILURE = "failure";

  /** In answers: what kind of failure it is, one of the following. */
  static final String KIND = "kind";

  static final String UNKNOWN = "unknown";
  static final String FOLDER = "folder";
  static final String BUSY = "busy";

  static final String COMPARED = "compared";
  static final String BEFORE = "digest_before";
  static final String AFTER = "digest";
  static final String HALVES = "halves";
  static final String DIFFERENCES = "differences";
  static final String REINDEX = "reindex";
  static final String SWITCHED = "switched";

  private final NodeModels models;
  private final ThreadPool threadPool;

  ReloadSteps(NodeModels models, ThreadPool threadPool) {
    this.models = models;
    this.threadPool = threadPool;
  }

  /** The id of a new reload. */
  static String id(DiscoveryNode conductor, String unique) {
    return conductor.getEphemeralId() + "/" + unique;
  }

  /** Takes a step; reads files. */
  Map<String, Object> take(ReloadStep step) {
    return switch (step.kind()) {
      case PREPARE -> prepare(step);
      case COMMIT -> Map.of(SWITCHED, models.commit(step.model(), step.reload()));
      case DROP -> {
        models.drop(step.model(), step.reload());
        yield Map.of();
      }
    };
  }

  private Map<String, Object> prepare(ReloadStep step) {
    Map<String, Object> answer = new LinkedHashMap<>();
    boolean known = true;
    try {
      Set<String> names = models.names();
      answer.put(ModelsTransport.NAMES, new ArrayList<>(names));
      known = names.contains(step.model());
      PreparedReload prepared = models.prepare(step.model(), step.reload());
      threadPool.schedule(
          () -> models.drop(step.model(), step.reload()),
          step.patience(),
          ThreadPool.Names.GENERIC);
      answer.put(COMPARED, prepared.compared());
      answer.put(BEFORE, prepared.digestBefore());
      answer.put(AFTER, prepared.digest());
      answer.put(HALVES, prepared.halves());
      answer.put(DIFFERENCES, prepared.differences());
      answer.put(REINDEX, prepared.reindex());
    } catch (ModelException e) {
      answer.put(FAILURE, models.withoutPlace(e.getMessage()));
      answer.put(KIND, known ? FOLDER : UNKNOWN);
    } catch (IllegalStateException e) {
      answer.put(FAILURE, e.getMessage());
      answer.put(KIND, BUSY);
    }
    return answer;
  }

  @Override
  public void clusterChanged(ClusterChangedEvent event) {
    if (event.nodesRemoved()) {
      for (DiscoveryNode gone : event.nodesDelta().removedNodes()) {
        threadPool.generic().execute(() -> models.dropAll(id(gone, "")));
      }
    }
  }
}
