/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import io.neuralsparse.tools.train.loss.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares vectors of queries and documents, which it takes from its cache where they are there.
 */
final class VectorTeacher implements Teacher {
  private final String name;
  private final TextEncoder encoder;
  private final Similarity similarity;
  private final Optional<VectorCache> cache;

  private VectorTeacher(
      String name, TextEncoder encoder, Similarity similarity, Optional<VectorCache> cache) {
    this.name = name;
    this.encoder = encoder;
    this.similarity = similarity;
    this.cache = cache;
  }

  /**
   * A teacher that owns its encoder.
   *
   * @param cache the file of its vectors; made where there is none
   * @throws IOException when that file cannot be used; the encoder is then closed
   */
  static VectorTeacher open(
      String name, TextEncoder encoder, Similarity similarity, Optional<Path> cache)
      throws IOException {
    try {
      Optional<VectorCache> opened =
          cache.isPresent()
              ? Optional.of(VectorCache.open(cache.get(), encoder.identity()))
              : Optional.empty();
      return new VectorTeacher(name, encoder, similarity, opened);
    } catch (IOException | RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public float[][] scores(TeacherBatch batch) throws IOException {
    List<TextVector> queries = vectors(TextSide.QUERY, batch.queries());
    List<TextVector> documents = vectors(TextSide.DOCUMENT, batch.documents());
    float[][] scores = new float[queries.size()][documents.size()];
    float[] dense = new float[queries.stream().mapToInt(TextVector::width).max().orElse(0)];
    for (int q = 0; q < scores.length; q++) {
      TextVector query = queries.get(q);
      query.put(dense, true);
      for (int d = 0; d < scores[q].length; d++) {
        if (batch.candidates().contains(q, d)) {
          scores[q][d] = (float) score(query, dense, documents.get(d));
        }
      }
      query.put(dense, false);
    }
    return scores;
  }

  private double score(TextVector query, float[] dense, TextVector document) {
    double dot = document.dot(dense);
    if (similarity == Similarity.DOT || dot == 0) {
      return dot;
    }
    return dot / (query.norm() * document.norm());
  }

  private List<TextVector> vectors(TextSide side, List<String> texts) throws IOException {
    Map<String, TextVector> known = new HashMap<>();
    Set<String> unknown = new LinkedHashSet<>();
    for (String text : new LinkedHashSet<>(texts)) {
      Optional<TextVector> kept =
          cache.isPresent() ? cache.get().get(side, text) : Optional.empty();
      kept.ifPresentOrElse(vector -> known.put(text, vector), () -> unknown.add(text));
    }
    if (!unknown.isEmpty()) {
      List<String> missing = new ArrayList<>(unknown);
      List<TextVector> fresh = encoder.encode(side, missing);
      for (int i = 0; i < fresh.size(); i++) {
        known.put(missing.get(i), fresh.get(i));
      }
      if (cache.isPresent()) {
        cache.get().put(side, missing, fresh);
      }
    }
    return texts.stream().map(known::get).toList();
  }

  @Override
  public void close() throws IOException {
    encoder.close();
    if (cache.isPresent()) {
      cache.get().close();
    }
  }
}
