/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.registry;

import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Network;
import io.neuralsparse.model.Precision;
import io.neuralsparse.token.QueryEncoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes a model on this node: its folder as it is now, and what is loaded of it. */
final class ModelFacts {
  private final ModelCatalog catalog;
  private final FolderDigests digests;
  private final Precision precision;
  private final LazyModels<QueryEncoder> queries;
  private final LazyModels<?> documents;

  /**
   * Of one node.
   *
   * @param precision of networks that ask for none
   */
  ModelFacts(
      ModelCatalog catalog,
      FolderDigests digests,
      Precision precision,
      LazyModels<QueryEncoder> queries,
      LazyModels<?> documents) {
    this.catalog = catalog;
    this.digests = digests;
    this.precision = precision;
    this.queries = queries;
    this.documents = documents;
  }

  /** Names and values, in the order of the answer. */
  Map<String, Object> of(String model) {
    Map<String, Object> facts = new LinkedHashMap<>();
    long fingerprint = 0;
    String digest = null;
    try {
      ModelManifest manifest = catalog.manifest(model);
      fingerprint = manifest.folder().fingerprint();
      describe(manifest, facts);
      FolderDigest contents = digests.of(manifest.folder());
      facts.put("size_in_bytes", contents.bytes());
      digest = contents.sha256();
      facts.put("digest", digest);
    } catch (ModelException e) {
      facts.put("failure", catalog.withoutPlace(e.getMessage()));
    }
    facts.put("query", part(model, queries, fingerprint, digest));
    facts.put("document", part(model, documents, fingerprint, digest));
    return facts;
  }

  private void describe(ModelManifest manifest, Map<String, Object> facts) {
    manifest.decisions().stream()
        .filter(decision -> decision.subject().equals("network"))
        .findFirst()
        .ifPresent(decision -> facts.put("network", decision.value()));
    if (manifest.network() instanceof Network.Transformer transformer) {
      facts.put("precision", transformer.precision().orElse(precision).label());
    }
    facts.put("window", manifest.window());
    vocabularySize(manifest, facts);
    manifest.analyzer().ifPresent(analyzer -> facts.put("tokenizer", analyzer));
    facts.put("token_frequency", manifest.tokenFrequency().label());
  }

  private void vocabularySize(ModelManifest manifest, Map<String, Object> facts) {
    if (manifest.vocabularySize().isPresent()) {
      facts.put("vocabulary_size", manifest.vocabularySize().getAsInt());
      return;
    }
    Loaded<QueryEncoder> loaded = queries.ifLoaded(manifest.name());
    if (loaded != null) {
      facts.put("vocabulary_size", loaded.value().tokenizer().vocabulary().size());
    }
  }

  private Map<String, Object> part(
      String model, LazyModels<?> parts, long fingerprint, String digest) {
    Map<String, Object> facts = new LinkedHashMap<>();
    Loaded<?> loaded = parts.ifLoaded(model);
    facts.put("loaded", loaded != null);
    if (loaded != null) {
      facts.put("generation", loaded.generation());
      facts.put("memory_in_bytes", loaded.bytes());
      boolean current = digest != null && loaded.fingerprint() == fingerprint;
      if (current) {
        loaded.cameFrom(digest);
      }
      // A folder whose files were written anew as they were is no other model.
      boolean same = current || (digest != null && digest.equals(loaded.digest()));
      facts.put("outdated", !same);
      if (loaded.digest() != null) {
        facts.put("digest", loaded.digest());
      }
    }
    String failure = parts.failure(model);
    if (failure != null) {
      facts.put("failure", catalog.withoutPlace(failure));
    }
    return facts;
  }
}
