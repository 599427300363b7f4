/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.neuralsparse.model.FolderDigest;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.train.network.TextPooling;
import io.neuralsparse.tools.train.network.TokenBatch;
import io.neuralsparse.tools.train.network.TrainableTransformer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The states of a network's last layer, pooled; queries and documents alike. */
final class DenseEncoder implements TextEncoder {
  /** Texts in one run of the network. */
  private static final int RUN = 16;

  /** What fills short texts up counts nowhere. */
  private static final int PADDING = 0;

  private final String identity;
  private final NDManager manager;
  private final TrainableTransformer network;
  private final Tokenizer tokenizer;
  private final TextPooling pooling;
  private final int window;

  private DenseEncoder(
      String identity,
      NDManager manager,
      TrainableTransformer network,
      Tokenizer tokenizer,
      TextPooling pooling,
      int window) {
    this.identity = identity;
    this.manager = manager;
    this.network = network;
    this.tokenizer = tokenizer;
    this.pooling = pooling;
    this.window = window;
  }

  /**
   * Loads a folder.
   *
   * @param parent manager that the encoder's own is made from
   * @throws io.neuralsparse.model.ModelException when one of its files is not as it must be
   */
  static DenseEncoder load(ModelFolder folder, TextPooling pooling, NDManager parent) {
    ModelManifest manifest = ModelManifest.read(folder);
    String identity =
        "dense " + pooling.name().toLowerCase(Locale.ROOT) + " " + FolderDigest.of(folder).sha256();
    Tokenizer tokenizer = Tokenizer.load(folder);
    NDManager manager = parent.newSubManager();
    try {
      TrainableTransformer network = TrainableTransformer.load(manager, folder);
      return new DenseEncoder(identity, manager, network, tokenizer, pooling, manifest.window());
    } catch (RuntimeException e) {
      manager.close();
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public String identity() {
    return identity;
  }

  /** Texts of like length run together. */
  @Override
  public List<TextVector> encode(TextSide side, List<String> texts) {
    List<int[]> ids =
        texts.stream()
            .map(text -> Arrays.stream(tokenizer.document(text, window)).mapToInt(Math::toIntExact))
            .map(IntStream::toArray)
            .toList();
    List<Integer> byLength =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> ids.get(i).length))
            .toList();
    TextVector[] vectors = new TextVector[ids.size()];
    for (int start = 0; start < vectors.length; start += RUN) {
      List<Integer> places = byLength.subList(start, Math.min(start + RUN, vectors.length));
      float[][] run = run(places.stream().map(ids::get).toList());
      for (int i = 0; i < run.length; i++) {
        vectors[places.get(i)] = TextVector.dense(run[i]);
      }
    }
    return List.of(vectors);
  }

  private float[][] run(List<int[]> texts) {
    try (NDManager step = manager.newSubManager()) {
      NDArray embeddings = network.embedding(TokenBatch.of(step, texts, PADDING), pooling);
      float[] all = embeddings.toFloatArray();
      int width = all.length / texts.size();
      float[][] rows = new float[texts.size()][];
      Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * width, (i + 1) * width));
      return rows;
    }
  }

  @Override
  public void close() {
    network.close();
    manager.close();
    tokenizer.close();
  }
}
