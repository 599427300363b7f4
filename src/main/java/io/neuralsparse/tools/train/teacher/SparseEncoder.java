/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.LongText;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.Vocabulary;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Vectors as the plugin makes them, in 32-bit floats: of a network, or by its table for queries.
 */
final class SparseEncoder implements TextEncoder {
  private final String identity;
  private final Vocabulary vocabulary;
  private final DocumentEncoder documents;

  /** Empty where the network encodes queries too. */
  private final Optional<QueryEncoder> queries;

  private SparseEncoder(
      String identity,
      Vocabulary vocabulary,
      DocumentEncoder documents,
      Optional<QueryEncoder> queries) {
    this.identity = identity;
    this.vocabulary = vocabulary;
    this.documents = documents;
    this.queries = queries;
  }

  /**
   * Loads a folder.
   *
   * @param siamese whether the network encodes queries as it does documents
   * @throws io.neuralsparse.model.ModelException when one of its files is not as it must be
   */
  static SparseEncoder load(ModelFolder folder, boolean siamese) {
    ModelManifest manifest = ModelManifest.read(folder).in(Precision.FP32);
    String identity =
        (siamese ? "sparse siamese " : "inference-free ") + FolderDigest.of(folder).sha256();
    Vocabulary vocabulary = Vocabulary.read(folder);
    Optional<QueryEncoder> queries =
        siamese ? Optional.empty() : Optional.of(QueryEncoder.load(manifest));
    try {
      return new SparseEncoder(
          identity, vocabulary, OnnxDocumentEncoder.load(manifest, Precision.FP32), queries);
    } catch (RuntimeException e) {
      queries.ifPresent(QueryEncoder::close);
      throw e;
    }
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public List<TextVector> encode(TextSide side, List<String> texts) {
    List<SparseVector> vectors =
        side == TextSide.QUERY && queries.isPresent()
            ? texts.stream().map(queries.get()::encode).toList()
            : documents.encode(texts, LongText.TRUNCATE);
    return vectors.stream().map(this::vector).toList();
  }

  private TextVector vector(SparseVector vector) {
    List<SparseVector.Entry> entries =
        vector.entries().stream().sorted(Comparator.comparingInt(this::id)).toList();
    int[] ids = entries.stream().mapToInt(this::id).toArray();
    float[] values = new float[ids.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = entries.get(i).weight();
    }
    return TextVector.sparse(ids, values);
  }

  private int id(SparseVector.Entry entry) {
    return vocabulary.id(entry.token());
  }

  @Override
  public void close() {
    queries.ifPresent(QueryEncoder::close);
    documents.close();
  }
}
