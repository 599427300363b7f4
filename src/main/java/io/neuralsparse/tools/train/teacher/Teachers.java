/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import ai.djl.ndarray.NDManager;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.tools.train.loss.Similarity;
import io.neuralsparse.tools.train.network.TextPooling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Opens folders as teachers. With a folder for vectors, each teacher keeps those it computes in a
 * file there whose name is that of its folder and of what is in it: a teacher that changes gets
 * another file.
 */
public final class Teachers {
  private static final int DIGITS = 16;

  private Teachers() {}

  /**
   * A dense encoder of queries and documents: cosines.
   *
   * @param pooling how it was trained to make one vector of a text
   * @param manager that the network's own is made from
   * @param vectors folder to keep vectors in
   * @throws io.neuralsparse.model.ModelException when one of the folder's files is not as it must
   *     be
   * @throws IOException when the file of vectors cannot be used
   */
  public static Teacher dense(
      ModelFolder folder, TextPooling pooling, NDManager manager, Optional<Path> vectors)
      throws IOException {
    return open(folder, DenseEncoder.load(folder, pooling, manager), Similarity.COSINE, vectors);
  }

  /**
   * A sparse encoder of documents and, by the same network, of queries: dot products.
   *
   * @param vectors folder to keep vectors in
   * @throws io.neuralsparse.model.ModelException when one of the folder's files is not as it must
   *     be
   * @throws IOException when the file of vectors cannot be used
   */
  public static Teacher sparseSiamese(ModelFolder folder, Optional<Path> vectors)
      throws IOException {
    return open(folder, SparseEncoder.load(folder, true), Similarity.DOT, vectors);
  }

  /** As {@link #sparseSiamese}, but queries are of the folder's table, without a network. */
  public static Teacher inferenceFree(ModelFolder folder, Optional<Path> vectors)
      throws IOException {
    return open(folder, SparseEncoder.load(folder, false), Similarity.DOT, vectors);
  }

  private static Teacher open(
      ModelFolder folder, TextEncoder encoder, Similarity similarity, Optional<Path> vectors)
      throws IOException {
    String digest =
        HexFormat.of()
            .formatHex(TextKey.sha256(encoder.identity().getBytes(StandardCharsets.UTF_8)))
            .substring(0, DIGITS);
    return VectorTeacher.open(
        folder.name(),
        encoder,
        similarity,
        vectors.map(path -> path.resolve(folder.name() + "-" + digest + ".vectors")));
  }
}
