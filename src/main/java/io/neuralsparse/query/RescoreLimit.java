/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
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
 * How many documents the indices of a search let it rescore in a second phase: {@code
 * index.max_rescore_window}; none through an alias with a filter, which nobody can say how many
 * documents of the first phase it leaves. Indices of other clusters are taken to have the default,
 * and no filter.
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

  /** What a request searches. */
  private record Searched(Set<Index> indices, boolean filtered) {
    static final Searched NOTHING = new Searched(Set.of(), false);
  }

  /** The largest window that every index of the request takes; 0 for none. */
  int of(SearchRequest request) {
    ClusterState state = clusterService.state();
    Searched searched = searched(request, state);
    if (searched.filtered) {
      return 0;
    }
    return searched.indices.stream()
        .map(index -> state.metadata().index(index))
        .filter(index -> index != null)
        .map(IndexMetadata::getSettings)
        .mapToInt(IndexSettings.MAX_RESCORE_WINDOW_SETTING::get)
        .min()
        .orElse(DEFAULT);
  }

  private Searched searched(SearchRequest request, ClusterState state) {
    try {
      return request.pointInTimeBuilder() != null
          ? pointInTime(SearchContextId.decode(writeables, request.pointInTimeBuilder().getId()))
          : named(request, state);
    } catch (OpenSearchException | IllegalArgumentException e) {
      return Searched.NOTHING; // the search meets the same fault, and says so
    }
  }

  private static Searched pointInTime(SearchContextId context) {
    return new Searched(
        context.shards().keySet().stream().map(ShardId::getIndex).collect(Collectors.toSet()),
        context.aliasFilter().values().stream()
            .anyMatch(filter -> filter.getQueryBuilder() != null));
  }

  private Searched named(SearchRequest request, ClusterState state) {
    String[] local =
        Arrays.stream(request.indices()).filter(name -> !isRemote(name)).toArray(String[]::new);
    if (local.length == 0 && request.indices().length > 0) {
      return Searched.NOTHING;
    }
    Set<Index> indices =
        Arrays.stream(
                resolver.concreteIndices(
                    state, request.indicesOptions(), request.includeDataStreams(), local))
            .collect(Collectors.toSet());
    Set<String> names = resolver.resolveExpressions(state, local);
    return new Searched(
        indices,
        indices.stream()
            .anyMatch(index -> resolver.filteringAliases(state, index.getName(), names) != null));
  }

  /** True for {@code cluster:index}; names with date math may have a colon, too. */
  private static boolean isRemote(String name) {
    return name.indexOf(':') >= 0 && !name.startsWith("<");
  }
}
