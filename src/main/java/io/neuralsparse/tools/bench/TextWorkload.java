/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Real text and real queries of a folder, encoded by a model; the queries of all files are mixed.
 */
final class TextWorkload implements Workload {
  private final String description;
  private final List<String> passages;
  private final List<String> queries;
  private final DocumentEncoder documentEncoder;
  private final QueryEncoder queryEncoder;

  /**
   * Reads all passages and queries into memory.
   *
   * @param most passages to take
   * @throws BenchmarkException when there are no passages or no queries
   */
  TextWorkload(Path folder, ModelFolder model, int most, long seed) throws IOException {
    RealTexts texts = RealTexts.read(folder);
    passages = texts.passages();
    queries = texts.queries();
    if (passages.isEmpty() || queries.isEmpty()) {
      throw new BenchmarkException(
          "["
              + folder
              + "] has "
              + passages.size()
              + " passages (corpus.jsonl, pairs-*.jsonl, *.txt) and "
              + queries.size()
              + " queries (queries.jsonl), and neither may be none");
    }
    if (passages.size() > most) {
      passages.subList(most, passages.size()).clear();
    }
    Collections.shuffle(queries, new Random(seed));
    description =
        "text ["
            + folder.toAbsolutePath().normalize()
            + "] by ["
            + model.name()
            + "], "
            + passages.size()
            + " documents";
    ModelManifest manifest = ModelManifest.read(model);
    queryEncoder = QueryEncoder.load(manifest);
    documentEncoder = encoder(manifest);
  }

  private DocumentEncoder encoder(ModelManifest manifest) {
    try {
      return OnnxDocumentEncoder.load(manifest, Precision.INT8);
    } catch (RuntimeException e) {
      queryEncoder.close();
      throw e;
    }
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public int size() {
    return passages.size();
  }

  @Override
  public List<Passage> passages(int from, int to) {
    List<String> texts = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      texts.add(passages.get(i % passages.size()));
    }
    List<SparseVector> vectors = documentEncoder.encode(texts);
    List<Passage> encoded = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      encoded.add(new Passage(texts.get(i), vectors.get(i)));
    }
    return encoded;
  }

  @Override
  public SyntheticQuery query(int number) {
    String text = queries.get(number % queries.size());
    return new SyntheticQuery(text, queryEncoder.encode(text));
  }

  @Override
  public SyntheticQuery wideQuery(int number) {
    throw new UnsupportedOperationException("real queries are not expanded");
  }

  @Override
  public boolean hasWideQueries() {
    return false;
  }

  @Override
  public void close() {
    queryEncoder.close();
    documentEncoder.close();
  }
}
