/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opensearch.cluster.ClusterState;
import org.opensearch.ingest.IngestMetadata;

/** Finds the ingest pipelines that encode with a model. */
final class Pipelines {
  /** The names of the ingest processor. */
  private static final Set<String> TYPES = Set.of("learned_sparse_encoding", "sparse_encoding");

  private static final String MODEL = "model_id";

  private Pipelines() {}

  /**
   * Their names, sorted.
   *
   * @param isDefault whether processors that name no model mean this one
   */
  static Set<String> using(ClusterState state, String model, boolean isDefault) {
    Set<String> using = new TreeSet<>();
    IngestMetadata ingest = state.metadata().custom(IngestMetadata.TYPE);
    if (ingest != null) {
      ingest
          .getPipelines()
          .forEach(
              (name, pipeline) -> {
                if (names(pipeline.getConfigAsMap(), model, isDefault)) {
                  using.add(name);
                }
              });
    }
    return using;
  }

  /** Processors are inside of {@code processors}, {@code on_failure}, {@code foreach} and so on. */
  private static boolean names(Object config, String model, boolean isDefault) {
    if (config instanceof List<?> list) {
      return list.stream().anyMatch(entry -> names(entry, model, isDefault));
    }
    if (!(config instanceof Map<?, ?> map)) {
      return false;
    }
    return map.entrySet().stream()
        .anyMatch(
            entry ->
                (TYPES.contains(entry.getKey())
                        && entry.getValue() instanceof Map<?, ?> processor
                        && means(processor.get(MODEL), model, isDefault))
                    || names(entry.getValue(), model, isDefault));
  }

  private static boolean means(Object named, String model, boolean isDefault) {
    return named == null ? isDefault : named.equals(model);
  }
}
