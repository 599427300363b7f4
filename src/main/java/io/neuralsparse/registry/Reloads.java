/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.QueryEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reloads in two steps, so that all nodes can load before one of them switches. Between the steps
 * both the old and the new parts are in memory.
 */
final class Reloads {
  private final ModelCatalog catalog;
  private final FolderDigests digests;
  private final LazyModels<QueryEncoder> queries;
  private final LazyModels<DocumentEncoder> documents;
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

  Reloads(
      ModelCatalog catalog,
      FolderDigests digests,
      LazyModels<QueryEncoder> queries,
      LazyModels<DocumentEncoder> documents) {
    this.catalog = catalog;
    this.digests = digests;
    this.queries = queries;
    this.documents = documents;
  }

  /** A reload between its steps; one that is still loading has no parts yet. */
  private static final class Waiting {
    private final String reload;
    private final List<Beside<?>> parts = new ArrayList<>();
    private boolean over;

    Waiting(String reload) {
      this.reload = reload;
    }

    synchronized <T extends AutoCloseable> Loaded<T> add(LazyModels<T> models, Loaded<T> fresh) {
      if (over) {
        fresh.letGo();
        throw new IllegalStateException("the reload was given up while it was loading");
      }
      parts.add(new Beside<>(models, fresh));
      return fresh;
    }

    synchronized boolean end(String model, boolean serve) {
      boolean first = !over;
      over = true;
      parts.forEach(part -> part.end(model, serve));
      parts.clear();
      return first;
    }
  }

  private record Beside<T extends AutoCloseable>(LazyModels<T> models, Loaded<T> fresh) {
    void end(String model, boolean serve) {
      if (serve) {
        models.replace(model, fresh);
      } else {
        fresh.letGo();
      }
    }
  }

  /** See {@link NodeModels#prepare}. */
  PreparedReload prepare(String model, String reload) {
    ModelManifest manifest = catalog.manifest(model);
    Waiting own = new Waiting(reload);
    if (waiting.putIfAbsent(model, own) != null) {
      throw new IllegalStateException(
          "another reload of model [" + model + "] is under way; try again when it is over");
    }
    try {
      return load(manifest, own);
    } catch (RuntimeException | Error e) {
      drop(model, reload);
      throw e;
    }
  }

  private PreparedReload load(ModelManifest manifest, Waiting own) {
    String model = manifest.name();
    List<String> halves = new ArrayList<>(List.of("query"));
    Loaded<QueryEncoder> query = own.add(queries, queries.loadBeside(manifest));
    Loaded<DocumentEncoder> document = null;
    if (documents.isLoaded(model)) {
      document = own.add(documents, documents.loadBeside(manifest));
      halves.add("document");
    }
    String digest = digests.of(manifest.folder()).sha256();
    if (manifest.folder().fingerprint() != query.fingerprint()) {
      throw manifest
          .folder()
          .fault(".", "changed while it was loaded; try again when all of its files are there");
    }
    query.cameFrom(digest);
    if (document != null) {
      document.cameFrom(digest);
    }
    ModelDifferences differences = differences(model, query, document);
    return new PreparedReload(
        queries.isLoaded(model) || documents.isLoaded(model),
        digestBefore(model),
        digest,
        halves,
        differences.found(),
        differences.needReindex());
  }

  private ModelDifferences differences(
      String model, Loaded<QueryEncoder> query, Loaded<DocumentEncoder> document) {
    ModelDifferences differences = new ModelDifferences();
    try (Lease<QueryEncoder> before = queries.acquireIfLoaded(model)) {
      if (before != null) {
        differences.compare(before.manifest(), query.manifest());
        differences.compare(before.value(), query.value());
      }
    }
    try (Lease<DocumentEncoder> before = documents.acquireIfLoaded(model)) {
      if (before != null && document != null) {
        differences.compare(before.manifest(), document.manifest());
        differences.compare(
            before.value(), document.value(), query.value().tokenizer().vocabulary());
      }
    }
    return differences;
  }

  private String digestBefore(String model) {
    Loaded<?> before = queries.ifLoaded(model);
    before = before == null ? documents.ifLoaded(model) : before;
    return before == null ? null : before.digest();
  }

  /** See {@link NodeModels#commit}. */
  boolean commit(String model, String reload) {
    return end(model, reload, true);
  }

  /** See {@link NodeModels#drop}. */
  void drop(String model, String reload) {
    end(model, reload, false);
  }

  /** See {@link NodeModels#dropAll}. */
  void dropAll(String prefix) {
    waiting.forEach(
        (model, own) -> {
          if (own.reload.startsWith(prefix)) {
            drop(model, own.reload);
          }
        });
  }

  private boolean end(String model, String reload, boolean serve) {
    Waiting own = waiting.get(model);
    if (own == null || !own.reload.equals(reload) || !waiting.remove(model, own)) {
      return false;
    }
    return own.end(model, serve);
  }
}
