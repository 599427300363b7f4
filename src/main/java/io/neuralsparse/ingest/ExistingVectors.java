/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.Pruning;
import io.neuralsparse.vector.SparseVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.opensearch.common.settings.Settings;
import org.opensearch.ingest.IngestDocument;
import org.opensearch.transport.client.Client;

/**
 * Vectors that need no inference, on a node: those that documents bring, where they are known to be
 * their texts', and those of stored documents whose texts are the same. Thread-safe.
 *
 * <p>A vector that a document brings is kept only where this node has given it to the same text by
 * the same loading of the model with the same options. A vector of a stored document is taken when
 * the text beside it is the same, unless it is known not to be that text's, or could not have come
 * from the pruning rule. Not checked, as nothing stored tells it: whether another model, another
 * loading of the model, other options of long texts, {@code alpha_mass} of another share, or a
 * write without the pipeline made it.
 */
public final class ExistingVectors {
  /** The table of what is known takes so small a part of the memory that cached vectors may. */
  private static final int PART_OF_CACHE = 8;

  private static final int MAX_KNOWN = 1 << 24;

  private final TextVectors vectors;
  private final StoredDocuments stored;
  private final KnownVectors known;
  private final LongAdder kept = new LongAdder();
  private final LongAdder copied = new LongAdder();

  /**
   * Nothing is known yet.
   *
   * @param client reads stored documents
   * @param executor goes on with what was read
   */
  public ExistingVectors(
      Settings settings,
      TextVectors vectors,
      Supplier<Client> client,
      Supplier<Executor> executor) {
    this.vectors = vectors;
    this.stored = new StoredDocuments(client, executor);
    long bytes = TextVectors.CACHE_SIZE.get(settings).getBytes() / PART_OF_CACHE;
    this.known = new KnownVectors((int) Math.min(MAX_KNOWN, bytes / KnownVectors.BYTES));
  }

  /** Name → number since the node's start. */
  public Map<String, Long> statistics() {
    return Map.of(
        "kept", kept.sum(),
        "copied", copied.sum(),
        "reads", stored.reads(),
        "failed_reads", stored.failedReads());
  }

  /**
   * Settles the texts of some documents that have their vectors already.
   *
   * @param then comes when that is done: at once, or later on another thread
   */
  void settle(EncodingOptions options, List<DocumentWork> documents, Runnable then) {
    TextKey.Maker keys = vectors.keys(options.model().name(), options.longText());
    List<DocumentWork> open = new ArrayList<>();
    for (DocumentWork work : documents) {
      if (!keep(options, keys, work) && StoredDocuments.canBeThere(work.document())) {
        open.add(work);
      }
    }
    if (open.isEmpty()) {
      then.run();
      return;
    }
    List<IngestDocument> read = open.stream().map(DocumentWork::document).toList();
    stored.read(
        read,
        options.fields(),
        sources -> {
          for (int i = 0; i < open.size(); i++) {
            if (sources.get(i) != null) {
              copy(options, keys, sources.get(i), open.get(i));
            }
          }
          then.run();
        });
  }

  /** Keeps what a document brings; true when nothing is left to look for elsewhere. */
  private boolean keep(EncodingOptions options, TextKey.Maker keys, DocumentWork work) {
    List<SparseVector> brought = work.texts().vectors();
    boolean found = true;
    for (int i = 0; i < brought.size(); i++) {
      TextKey key = keys.key(work.texts().texts().get(i));
      SparseVector vector = brought.get(i);
      if (vector != null
          && Boolean.TRUE.equals(known.hasVector(key.pruned(options.pruning()), vector))) {
        work.settle(i, vector);
        kept.increment();
      } else {
        found &= vectors.isCached(key);
      }
    }
    return found;
  }

  private void copy(
      EncodingOptions options, TextKey.Maker keys, Map<String, Object> source, DocumentWork work) {
    DocumentTexts earlier;
    try {
      earlier = DocumentTexts.find(options.fields(), source);
    } catch (IllegalArgumentException e) {
      return; // written in another way
    }
    List<SparseVector> found = earlier.vectors();
    Map<String, SparseVector> byText = new HashMap<>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i) != null) {
        byText.putIfAbsent(earlier.texts().get(i), found.get(i));
      }
    }
    for (int i : work.open()) {
      String text = work.texts().texts().get(i);
      SparseVector vector = byText.get(text);
      TextKey key = keys.key(text);
      if (vector != null
          && !vectors.isCached(key)
          && fits(options.pruning(), vector)
          && !Boolean.FALSE.equals(known.hasVector(key.pruned(options.pruning()), vector))) {
        work.settle(i, vector);
        copied.increment();
      }
    }
  }

  /** Whether the rule can have left this; of a share of an unknown sum nothing can be said. */
  private static boolean fits(Pruning pruning, SparseVector vector) {
    return pruning.type() == Pruning.Type.ALPHA_MASS
        || pruning.apply(vector).size() == vector.size();
  }

  /**
   * Keeps in mind what the encoder gave to a text.
   *
   * @param key made before it was encoded
   * @param vector as it is written
   */
  void remember(EncodingOptions options, TextKey key, SparseVector vector) {
    known.remember(key.pruned(options.pruning()), vector);
  }
}
