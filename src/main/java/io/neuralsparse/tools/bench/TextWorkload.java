/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.neuralsparse.encode.DocumentEncoder;
import io.neuralsparse.encode.OnnxDocumentEncoder;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.ModelManifest;
import io.neuralsparse.model.Precision;
import io.neuralsparse.token.QueryEncoder;
import io.neuralsparse.vector.SparseVector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Real text and real queries, encoded by a model. Of a folder, files are taken in the order of
 * their paths, gzipped or not:
 *
 * <ul>
 *   <li>{@code corpus.jsonl}: the title and the text of each line are a passage;
 *   <li>{@code pairs-*.jsonl}: the {@code positive} of each line is a passage;
 *   <li>{@code *.txt}: each line that is not blank is a passage;
 *   <li>{@code queries.jsonl}: the text of each line is a query; the queries of all files are
 *       mixed.
 * </ul>
 */
final class TextWorkload implements Workload {
  private static final int DEPTH = 3;

  private final String description;
  private final List<String> passages = new ArrayList<>();
  private final List<String> queries = new ArrayList<>();
  private final DocumentEncoder documentEncoder;
  private final QueryEncoder queryEncoder;

  /**
   * Reads all passages and queries into memory.
   *
   * @param most passages to take
   * @throws BenchmarkException when there are no passages or no queries
   */
  TextWorkload(Path folder, ModelFolder model, int most, long seed) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      read(file);
    }
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

  private void read(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
    boolean isCorpus = name.equals("corpus.jsonl");
    boolean isPairs = name.startsWith("pairs-") && name.endsWith(".jsonl");
    boolean isQueries = name.equals("queries.jsonl");
    if (!isCorpus && !isPairs && !isQueries && !name.endsWith(".txt")) {
      return;
    }
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (isQueries) {
          add(queries, text(line, "text"));
        } else if (isPairs) {
          add(passages, text(line, "positive"));
        } else {
          add(passages, isCorpus ? text(line, "title") + " " + text(line, "text") : line);
        }
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new BenchmarkException("[" + file + "] has a line that is no JSON object", e);
    }
  }

  private static void add(List<String> texts, String text) {
    if (!text.isBlank()) {
      texts.add(text.strip());
    }
  }

  private static String text(String line, String key) {
    JsonObject object = JsonParser.parseString(line).getAsJsonObject();
    return object.has(key) ? object.get(key).getAsString() : "";
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
