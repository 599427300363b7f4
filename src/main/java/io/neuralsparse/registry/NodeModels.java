/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.opensearch.common.settings.Settings;

/**
 * A node's models as an operator sees them, both halves together: what they are, and what is to be
 * loaded afresh or released. Reads files, so not for a transport thread. Any number of threads may
 * use it.
 */
public final class NodeModels {
  private final ModelCatalog catalog;
  private final String defaultModel;
  private final LazyModels<?> queries;
  private final LazyModels<?> documents;
  private final ModelFacts facts;
  private final Reloads reloads;

  /** Of these two halves. */
  public NodeModels(
      Settings settings, ModelCatalog catalog, QueryModels queries, DocumentModels documents) {
    FolderDigests digests = new FolderDigests();
    this.catalog = catalog;
    this.defaultModel = QueryModels.DEFAULT_MODEL.get(settings);
    this.queries = queries.parts();
    this.documents = documents.parts();
    this.facts =
        new ModelFacts(
            catalog,
            digests,
            EncodingSettings.PRECISION.get(settings),
            queries.parts(),
            documents.parts());
    this.reloads = new Reloads(catalog, digests, queries.parts(), documents.parts());
  }

  /**
   * The names of the models that have a folder, and of those that are loaded without one left.
   *
   * @throws ModelException when the folders cannot be listed
   */
  public Set<String> names() {
    Set<String> names;
    try {
      names = new TreeSet<>(catalog.names());
    } catch (ModelException e) {
      throw new ModelException(withoutPlace(e.getMessage())); // the cause would tell the place
    }
    names.addAll(queries.loaded());
    names.addAll(documents.loaded());
    return names;
  }

  /** How many of either half are loaded, and the bytes they take, about. */
  public Map<String, Long> statistics() {
    return Map.of(
        "networks.count",
        (long) documents.loaded().size(),
        "networks.memory_size_in_bytes",
        documents.bytes(),
        "tokenizers.count",
        (long) queries.loaded().size(),
        "tokenizers.memory_size_in_bytes",
        queries.bytes());
  }

  /** Whether requests mean this model when they name none. */
  public boolean isDefault(String model) {
    return defaultModel.equals(model);
  }

  /**
   * What this node knows of its models, for an answer: name → names and values.
   *
   * @param wanted names, those that this node does not have are passed over; empty for all
   */
  public Map<String, Map<String, Object>> describe(Collection<String> wanted) {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    for (String name : names()) {
      if (wanted.isEmpty() || wanted.contains(name)) {
        all.put(name, facts.of(name));
      }
    }
    return all;
  }

  /**
   * Loads a model's folder beside what serves: the query half always, the document half where it is
   * loaded. Nothing changes for requests until {@link #commit}.
   *
   * @param reload the reload's id; one reload of a model at a time
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   * @throws IllegalStateException when another reload of the model is under way
   */
  public PreparedReload prepare(String model, String reload) {
    return reloads.prepare(model, reload);
  }

  /** Releases what was prepared by reloads whose ids begin so. */
  public void dropAll(String prefix) {
    reloads.dropAll(prefix);
  }

  /** Lets what was prepared serve; false when there is nothing of that reload. */
  public boolean commit(String model, String reload) {
    return reloads.commit(model, reload);
  }

  /** Releases what was prepared, or what is still being prepared, by a reload. */
  public void drop(String model, String reload) {
    reloads.drop(model, reload);
  }

  /**
   * Releases a model; requests that use it finish, the next one loads it again.
   *
   * @return what was loaded, of query and document
   */
  public List<String> unload(String model) {
    List<String> unloaded = new ArrayList<>();
    if (queries.unload(model)) {
      unloaded.add("query");
    }
    if (documents.unload(model)) {
      unloaded.add("document");
    }
    return unloaded;
  }

  /** A message for a user: without the place of the models on this node. */
  public String withoutPlace(String message) {
    return catalog.withoutPlace(message);
  }
}
