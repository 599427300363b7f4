/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.tools.bench.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * In how many documents each token of a vocabulary is. Documents are tokenised as queries are:
 * whole, and without special tokens. Empty ones do not count.
 */
public final class DocumentFrequencies {
  private static final int BATCH = 256;

  private final Tokenizer tokenizer;
  private final int[] frequencies;
  private final List<String> waiting = new ArrayList<>();
  private int documents;

  /** Of no documents yet. */
  public DocumentFrequencies(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.frequencies = new int[tokenizer.vocabulary().size()];
  }

  /**
   * Counts the documents of a file: of a {@code .jsonl}, titles and texts as in a corpus of BEIR;
   * of any other, the lines. Either may be gzipped.
   *
   * @param most number of documents
   * @param progress is told how many were counted
   */
  public void count(Path file, int most, Consumer<Integer> progress) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz")) {
      try (Corpus corpus = Corpus.open(file)) {
        for (BeirCollection.Document next = corpus.next();
            next != null && seen() < most;
            next = corpus.next()) {
          add(next.passage(), progress);
        }
      }
    } else {
      try (InputStream raw = Files.newInputStream(file);
          InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        for (String next = lines.readLine();
            next != null && seen() < most;
            next = lines.readLine()) {
          add(next, progress);
        }
      }
    }
    flush();
  }

  /**
   * Counts the documents of an index, by a field of their {@code _source}; the values of a list are
   * one document.
   *
   * @param most number of documents
   * @param progress is told how many were counted
   * @param watch is told when the cluster makes us wait
   */
  public void count(
      Engine engine, String index, String field, int most, Consumer<Integer> progress, Watch watch)
      throws IOException {
    Cluster cluster = new Cluster(engine, Duration.ofMinutes(5), watch::say);
    // A scan may begin again, and then from nothing.
    new IndexScan(cluster, index, List.of(field), most)
        .read(
            () -> {
              clear();
              return source -> add(IndexScan.text(source, field), progress);
            });
    flush();
  }

  private int seen() {
    return documents + waiting.size();
  }

  private void clear() {
    waiting.clear();
    documents = 0;
    Arrays.fill(frequencies, 0);
  }

  private void add(String text, Consumer<Integer> progress) {
    if (text.isBlank()) {
      return;
    }
    waiting.add(text);
    if (waiting.size() == BATCH) {
      flush();
      progress.accept(documents);
    }
  }

  private void flush() {
    List<long[]> tokens = waiting.parallelStream().map(text -> tokenizer.ids(text, false)).toList();
    for (long[] ids : tokens) {
      Arrays.stream(ids).distinct().forEach(id -> frequencies[(int) id]++);
    }
    documents += waiting.size();
    waiting.clear();
  }

  /** The number of documents. */
  public int documents() {
    return documents;
  }

  /** The number of documents that have a token. */
  public int of(int id) {
    return frequencies[id];
  }
}
