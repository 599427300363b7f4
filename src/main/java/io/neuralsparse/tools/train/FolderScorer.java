/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.IdfTable;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.model.TokenFrequency;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Scores documents by a model's folder, as the plugin does in 32-bit floats. */
final class FolderScorer implements Trial.Scorer, AutoCloseable {
  private static final int BATCH = 16;

  private final ModelManifest manifest;
  private final DocumentEncoder encoder;
  private final Tokenizer tokenizer;
  private final IdfTable table;
  private SparseVectors vectors;

  private FolderScorer(
      ModelManifest manifest, DocumentEncoder encoder, Tokenizer tokenizer, IdfTable table) {
    this.manifest = manifest;
    this.encoder = encoder;
    this.tokenizer = tokenizer;
    this.table = table;
  }

  /**
   * Opens a model.
   *
   * @throws io.neuralsparse.model.ModelException when one of its files is not as it must be
   */
  static FolderScorer open(Path path) {
    ModelFolder folder = ModelFolder.of(path);
    ModelManifest manifest = ModelManifest.read(folder);
    Tokenizer tokenizer = Tokenizer.load(folder);
    try {
      IdfTable table = IdfTable.read(folder, tokenizer.vocabulary());
      return new FolderScorer(
          manifest, OnnxDocumentEncoder.load(manifest, Precision.FP32), tokenizer, table);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** The model's own tokeniser. */
  Tokenizer tokenizer() {
    return tokenizer;
  }

  @Override
  public void encode(List<int[]> documents, DoubleConsumer progress) {
    vectors = new SparseVectors(tokenizer.vocabulary().size(), documents.size());
    List<Integer> order =
        IntStream.range(0, documents.size())
            .boxed()
            .sorted(Comparator.comparingInt(document -> -documents.get(document).length))
            .toList();
    for (int from = 0; from < order.size(); from += BATCH) {
      List<Integer> batch = order.subList(from, Math.min(from + BATCH, order.size()));
      List<long[]> windows =
          batch.stream().map(d -> IntStream.of(documents.get(d)).asLongStream().toArray()).toList();
      List<SparseVector> encoded = encoder.run(windows);
      for (int i = 0; i < encoded.size(); i++) {
        for (SparseVector.Entry entry : encoded.get(i).entries()) {
          vectors.add(batch.get(i), tokenizer.vocabulary().id(entry.token()), entry.weight());
        }
      }
      progress.accept((double) (from + batch.size()) / order.size());
    }
  }

  @Override
  public Trial.Scores scores(List<int[]> queries) {
    List<float[]> weighted = new ArrayList<>();
    for (int[] query : queries) {
      float[] weights = new float[tokenizer.vocabulary().size()];
      for (int id : query) {
        if (!tokenizer.vocabulary().isSpecial(id)) {
          boolean counts = manifest.tokenFrequency() == TokenFrequency.COUNT;
          weights[id] = table.weight(id) + (counts ? weights[id] : 0);
        }
      }
      weighted.add(weights);
    }
    return vectors.scores(weighted);
  }

  @Override
  public void close() {
    encoder.close();
    tokenizer.close();
  }
}
