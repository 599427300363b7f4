/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse;

import io.neuralsparse.encode.EncodingStatistics;
import io.neuralsparse.ingest.AcceptedPipelines;
import io.neuralsparse.ingest.ExistingVectors;
import io.neuralsparse.ingest.IngestCounters;
import io.neuralsparse.ingest.IngestNode;
import io.neuralsparse.ingest.SparseEncodingProcessor;
import io.neuralsparse.ingest.TextVectors;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.query.LearnedSparseQueryBuilder;
import io.neuralsparse.query.LearnedSparseQueryParser;
import io.neuralsparse.query.RescoreLimit;
import io.neuralsparse.query.TopHitsListener;
import io.neuralsparse.query.TwoPhaseProcessor;
import io.neuralsparse.query.blockmax.BlockMaximaCache;
import io.neuralsparse.query.blockmax.BlockMaximaSettings;
import io.neuralsparse.query.highlight.HighlightFilter;
import io.neuralsparse.query.highlight.SparseHighlighter;
import io.neuralsparse.registry.BulkOrigins;
import io.neuralsparse.registry.DocumentModels;
import io.neuralsparse.registry.EncodingSettings;
import io.neuralsparse.registry.NodeModels;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.rest.NodeStatistics;
import io.neuralsparse.rest.NodeStatistics.Section;
import io.neuralsparse.rest.RestStatsAction;
import io.neuralsparse.rest.StatsAction;
import io.neuralsparse.rest.TransportStatsAction;
import io.neuralsparse.rest.models.EncodeAction;
import io.neuralsparse.rest.models.ModelsAction;
import io.neuralsparse.rest.models.ReloadAction;
import io.neuralsparse.rest.models.RestEncodeAction;
import io.neuralsparse.rest.models.RestModelsAction;
import io.neuralsparse.rest.models.TransportEncodeAction;
import io.neuralsparse.rest.models.TransportModelsAction;
import io.neuralsparse.rest.models.TransportReloadAction;
import io.neuralsparse.rest.models.TransportUnloadAction;
import io.neuralsparse.rest.models.UnloadAction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.util.SetOnce;
import org.opensearch.action.ActionRequest;
import org.opensearch.action.support.ActionFilter;
import org.opensearch.cluster.metadata.IndexNameExpressionResolver;
import org.opensearch.cluster.node.DiscoveryNodes;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.common.settings.ClusterSettings;
import org.opensearch.common.settings.IndexScopedSettings;
import org.opensearch.common.settings.Setting;
import org.opensearch.common.settings.Settings;
import org.opensearch.common.settings.SettingsFilter;
import org.opensearch.core.action.ActionResponse;
import org.opensearch.core.common.breaker.CircuitBreaker;
import org.opensearch.core.common.io.stream.NamedWriteableRegistry;
import org.opensearch.core.xcontent.NamedXContentRegistry;
import org.opensearch.env.Environment;
import org.opensearch.env.NodeEnvironment;
import org.opensearch.index.IndexModule;
import org.opensearch.indices.breaker.BreakerSettings;
import org.opensearch.ingest.Processor;
import org.opensearch.plugins.ActionPlugin;
import org.opensearch.plugins.CircuitBreakerPlugin;
import org.opensearch.plugins.IngestPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.SearchPipelinePlugin;
import org.opensearch.plugins.SearchPlugin;
import org.opensearch.repositories.RepositoriesService;
import org.opensearch.rest.RestController;
import org.opensearch.rest.RestHandler;
import org.opensearch.script.ScriptService;
import org.opensearch.search.fetch.subphase.highlight.Highlighter;
import org.opensearch.search.pipeline.SearchRequestProcessor;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.ThreadPool;
import org.opensearch.transport.client.Client;
import org.opensearch.watcher.ResourceWatcherService;

/** Wires the parts of the plugin to the node that loads it. */
public final class NeuralSparsePlugin extends Plugin
    implements ActionPlugin,
        CircuitBreakerPlugin,
        IngestPlugin,
        SearchPlugin,
        SearchPipelinePlugin {
  private static final String MODELS = "neural-sparse/models";

  private final boolean officialNames;
  private final QueryModels queryModels;
  private final NodeModels nodeModels;
  private final DocumentModels documentModels;
  private final BulkOrigins bulkOrigins;
  private final TextVectors textVectors;
  private final ExistingVectors existingVectors;
  private final IngestCounters ingestCounters = new IngestCounters();
  private final BlockMaximaCache blockMaxima;
  private final SetOnce<ClusterService> clusterService = new SetOnce<>();
  private final SetOnce<ThreadPool> threadPool = new SetOnce<>();
  private final SetOnce<Client> nodeClient = new SetOnce<>();
  private final SetOnce<RescoreLimit> rescoreLimit = new SetOnce<>();
  private final SetOnce<CircuitBreaker> breaker = new SetOnce<>();

  /**
   * Made by the node.
   *
   * @param settings the node's
   * @param configPath the node's configuration folder; models are in {@code neural-sparse/models}
   */
  public NeuralSparsePlugin(Settings settings, Path configPath) {
    Environment environment = new Environment(settings, configPath);
    ModelCatalog catalog = new ModelCatalog(environment.configDir().resolve(MODELS));
    this.officialNames = OfficialNames.SETTING.get(settings).areTaken(environment.pluginsDir());
    this.queryModels = new QueryModels(settings, catalog);
    this.documentModels = new DocumentModels(settings, catalog, threadPool::get);
    this.bulkOrigins =
        new BulkOrigins(
            () -> threadPool.get().getThreadContext(),
            () -> clusterService.get().localNode().getId());
    this.textVectors =
        new TextVectors(
            settings, documentModels, breaker::get, () -> threadPool.get().getThreadContext());
    this.existingVectors =
        new ExistingVectors(
            settings, textVectors, nodeClient::get, () -> threadPool.get().generic());
    this.nodeModels = new NodeModels(settings, catalog, queryModels, documentModels);
    this.blockMaxima =
        new BlockMaximaCache(
            settings,
            task -> threadPool.get().executor(BlockMaximaSettings.THREAD_POOL).execute(task),
            breaker::get);
  }

  @Override
  public List<Setting<?>> getSettings() {
    List<Setting<?>> settings = new ArrayList<>(BlockMaximaSettings.all());
    settings.add(OfficialNames.SETTING);
    settings.add(QueryModels.DEFAULT_MODEL);
    settings.addAll(EncodingSettings.all());
    settings.add(TextVectors.CACHE_SIZE);
    return settings;
  }

  @Override
  public List<ExecutorBuilder<?>> getExecutorBuilders(Settings settings) {
    return List.of(
        DocumentModels.executorBuilder(settings), BlockMaximaSettings.executorBuilder(settings));
  }

  @Override
  public BreakerSettings getCircuitBreaker(Settings settings) {
    return BlockMaximaSettings.breaker(settings);
  }

  @Override
  public void setCircuitBreaker(CircuitBreaker circuitBreaker) {
    breaker.set(circuitBreaker);
  }

  @Override
  public void onIndexModule(IndexModule indexModule) {
    indexModule.addSearchOperationListener(new TopHitsListener(blockMaxima));
  }

  @Override
  public Collection<Object> createComponents(
      Client client,
      ClusterService nodeClusterService,
      ThreadPool nodeThreadPool,
      ResourceWatcherService resourceWatcherService,
      ScriptService scriptService,
      NamedXContentRegistry xContentRegistry,
      Environment environment,
      NodeEnvironment nodeEnvironment,
      NamedWriteableRegistry namedWriteableRegistry,
      IndexNameExpressionResolver indexNameExpressionResolver,
      Supplier<RepositoriesService> repositoriesServiceSupplier) {
    clusterService.set(nodeClusterService);
    threadPool.set(nodeThreadPool);
    nodeClient.set(client);
    rescoreLimit.set(
        new RescoreLimit(nodeClusterService, indexNameExpressionResolver, namedWriteableRegistry));
    documentModels.follow(nodeClusterService.getClusterSettings());
    blockMaxima.follow(nodeClusterService.getClusterSettings());
    return List.of(queryModels, documentModels, nodeModels, new NodeStatistics(statistics()));
  }

  private Map<String, Supplier<Section>> statistics() {
    return Map.of(
        "block_max",
        () -> Section.of(blockMaxima.stats().byName()),
        "encoding",
        () -> {
          EncodingStatistics.Snapshot now = documentModels.statistics();
          return new Section(now.sums(), now.maxima(), now.histograms());
        },
        "models",
        () -> Section.of(nodeModels.statistics()),
        "query",
        () -> Section.of(queryModels.statistics()),
        "ingest",
        () -> Section.of(ingestCounters.statistics()),
        "vector_cache",
        () -> Section.of(textVectors.statistics()),
        "skip_existing",
        () -> Section.of(existingVectors.statistics()));
  }

  @Override
  public List<ActionHandler<? extends ActionRequest, ? extends ActionResponse>> getActions() {
    return List.of(
        new ActionHandler<>(StatsAction.INSTANCE, TransportStatsAction.class),
        new ActionHandler<>(ModelsAction.INSTANCE, TransportModelsAction.class),
        new ActionHandler<>(EncodeAction.INSTANCE, TransportEncodeAction.class),
        new ActionHandler<>(ReloadAction.INSTANCE, TransportReloadAction.class),
        new ActionHandler<>(UnloadAction.INSTANCE, TransportUnloadAction.class));
  }

  @Override
  public List<RestHandler> getRestHandlers(
      Settings settings,
      RestController restController,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexScopedSettings,
      SettingsFilter settingsFilter,
      IndexNameExpressionResolver indexNameExpressionResolver,
      Supplier<DiscoveryNodes> nodesInCluster) {
    return List.of(new RestStatsAction(), new RestModelsAction(), new RestEncodeAction());
  }

  @Override
  public Map<String, Processor.Factory> getProcessors(Processor.Parameters parameters) {
    IngestNode node =
        new IngestNode(
            documentModels,
            textVectors,
            existingVectors,
            ingestCounters,
            new AcceptedPipelines(parameters.ingestService)::areMade);
    Map<String, Processor.Factory> processors = new HashMap<>();
    for (String type : names(SparseEncodingProcessor.TYPE, SparseEncodingProcessor.OFFICIAL_TYPE)) {
      processors.put(type, new SparseEncodingProcessor.Factory(type, node));
    }
    return processors;
  }

  @Override
  public List<QuerySpec<?>> getQueries() {
    List<QuerySpec<?>> queries = new ArrayList<>();
    for (String name :
        names(LearnedSparseQueryBuilder.NAME, LearnedSparseQueryBuilder.OFFICIAL_NAME)) {
      queries.add(
          new QuerySpec<>(
              name,
              in -> new LearnedSparseQueryBuilder(in, queryModels),
              parser -> new LearnedSparseQueryParser(name, queryModels).parse(parser)));
    }
    return queries;
  }

  @Override
  public Map<String, org.opensearch.search.pipeline.Processor.Factory<SearchRequestProcessor>>
      getRequestProcessors(SearchPipelinePlugin.Parameters parameters) {
    Map<String, org.opensearch.search.pipeline.Processor.Factory<SearchRequestProcessor>>
        processors = new HashMap<>();
    for (String type : names(TwoPhaseProcessor.TYPE, TwoPhaseProcessor.OFFICIAL_TYPE)) {
      processors.put(
          type,
          new TwoPhaseProcessor.Factory(
              type, rescoreLimit::get, parameters.genericExecutor::accept));
    }
    return processors;
  }

  @Override
  public List<ActionFilter> getActionFilters() {
    return List.of(bulkOrigins, new HighlightFilter(highlighterNames(), queryModels));
  }

  private List<String> highlighterNames() {
    return names(SparseHighlighter.NAME, SparseHighlighter.OFFICIAL_NAME);
  }

  @Override
  public Map<String, Highlighter> getHighlighters() {
    Map<String, Highlighter> highlighters = new HashMap<>();
    for (String name : highlighterNames()) {
      highlighters.put(name, new SparseHighlighter(queryModels));
    }
    return highlighters;
  }

  private List<String> names(String own, String official) {
    return officialNames ? List.of(own, official) : List.of(own);
  }

  @Override
  public void close() {
    blockMaxima.close();
    textVectors.close();
    documentModels.close();
    queryModels.close();
  }
}
