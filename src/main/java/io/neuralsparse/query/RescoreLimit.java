/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.util.Arrays;
import java.util.stream.Stream;
import org.opensearch.OpenSearchException;
import org.opensearch.action.search.SearchContextId;
import org.opensearch.action.search.SearchRequest;
import org.opensearch.cluster.ClusterState;
import org.opensearch.cluster.metadata.IndexMetadata;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.index.Index;
import org.opensearch.core.index.shard.ShardId;
import org.opensearch.index.IndexSettings;

/**
 * How many documents the indices of a search let it rescore: {@code index.max_rescore_window}.
 * Indices of other clusters are taken to have the default.
 */
public final class RescoreLimit {
  private static final int DEFAULT = IndexSettings.MAX_RESCORE_WINDOW_SETTING.get(Settings.EMPTY);

  private final ClusterService clusterService;
  private final IndexNameExpressionResolver resolver;
  private final NamedWriteableRegistry writeables;

  /**
   * Looks into the cluster's state with each call.
   *
   * @param clusterService has the state
   * @param resolver turns names of requests into indices
   * @param writeables reads what points in time hold
   */
  public RescoreLimit(
      ClusterService clusterService,
      IndexNameExpressionResolver resolver,
      NamedWriteableRegistry writeables) {
    this.clusterService = clusterService;
    this.resolver = resolver;
    this.writeables = writeables;
  }

  /** The largest window that every index of the request takes. */
  int of(SearchRequest request) {
    ClusterState state = clusterService.state();
    return indices(request, state)
        .map(index -> state.metadata().index(index))
        .filter(index -> index != null)
        .map(IndexMetadata::getSettings)
        .mapToInt(IndexSettings.MAX_RESCORE_WINDOW_SETTING::get)
        .min()
        .orElse(DEFAULT);
  }

  private Stream<Index> indices(SearchRequest request, ClusterState state) {
    try {
      if (request.pointInTimeBuilder() != null) {
        String id = request.pointInTimeBuilder().getId();
        return SearchContextId.decode(writeables, id).shards().keySet().stream()
            .map(ShardId::getIndex);
      }
      String[] local =
          Arrays.stream(request.indices()).filter(name -> !isRemote(name)).toArray(String[]::new);
      if (local.length == 0 && request.indices().length > 0) {
        return Stream.empty();
      }
      return Arrays.stream(
          resolver.concreteIndices(
              state, request.indicesOptions(), request.includeDataStreams(), local));
    } catch (OpenSearchException | IllegalArgumentException e) {
      return Stream.empty(); // the search meets the same fault, and says so
    }
  }

  /** True for {@code cluster:index}; names with date math may have a colon, too. */
  private static boolean isRemote(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("<");
  }
}
