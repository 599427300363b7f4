/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import io.neuralsparse.token.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/** Examples in memory: texts once each, and their tokens. Immutable once read. */
public final class TrainingSet {
  private static final int CHUNK = 512;

  private final Tokenizer tokenizer;
  private final TokenLimits limits;
  private final BadLines badLines;
  private final IntConsumer progress;
  private final TextTable texts = new TextTable();
  private final TokenTable queryTokens = new TokenTable();
  private final TokenTable documentTokens = new TokenTable();
  private final List<StoredExample> examples = new ArrayList<>();
  private final List<Example> waiting = new ArrayList<>();
  private final Map<String, Integer> sources = new TreeMap<>();
  private Map<String, String> digests = Map.of();
  private int scored;

  private TrainingSet(
      Tokenizer tokenizer, TokenLimits limits, BadLines badLines, IntConsumer progress) {
    this.tokenizer = tokenizer;
    this.limits = limits;
    this.badLines = badLines;
    this.progress = progress;
  }

  /**
   * Reads examples and tokenises them.
   *
   * @param places files, patterns of files such as {@code data/pairs-*.jsonl.gz}, or folders in
   *     BEIR's layout, which may name the split of judgements: {@code folder} is {@code
   *     folder:train}. Files may be gzipped
   * @param badLines what becomes of lines that cannot be learned from
   * @param progress is told how many examples there are, now and then
   * @throws IOException for a place that matches nothing, a broken file, a bad line unless they are
   *     skipped, and when no example is left; with its file and line
   */
  public static TrainingSet read(
      List<String> places,
      Tokenizer tokenizer,
      TokenLimits limits,
      BadLines badLines,
      IntConsumer progress)
      throws IOException {
    TrainingSet set = new TrainingSet(tokenizer, limits, badLines, progress);
    ExampleFiles files = new ExampleFiles(badLines);
    for (String place : places) {
      files.read(place, set::add);
    }
    set.store();
    set.digests = files.digests();
    if (set.examples.isEmpty()) {
      throw new IOException("there is no example in " + places);
    }
    if (set.scored > 0 && set.scored < set.size()) {
      throw new IOException(
          set.scored + " of " + set.size() + " examples in " + places + " have scores, not all");
    }
    return set;
  }

  private void add(Example example) throws IOException {
    waiting.add(example);
    if (waiting.size() == CHUNK) {
      store();
    }
  }

  private void store() throws IOException {
    List<int[][]> tokens = waiting.parallelStream().map(this::tokens).toList();
    for (int i = 0; i < waiting.size(); i++) {
      store(waiting.get(i), tokens.get(i));
    }
    waiting.clear();
    progress.accept(examples.size());
  }

  /** The ids of the query, the positives and the negatives. */
  private int[][] tokens(Example example) {
    List<int[]> all = new ArrayList<>();
    long[] query = tokenizer.ids(example.query(), false);
    all.add(ints(Arrays.copyOf(query, Math.min(query.length, limits.query()))));
    Stream.concat(example.positives().stream(), example.negatives().stream())
        .forEach(text -> all.add(ints(tokenizer.document(text, limits.document()))));
    return all.toArray(int[][]::new);
  }

  private static int[] ints(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  private void store(Example example, int[][] tokens) throws IOException {
    for (int i = 0; i < tokens.length; i++) {
      if (Arrays.stream(tokens[i]).allMatch(tokenizer.vocabulary()::isSpecial)) {
        badLines.add(
            example.origin(),
            "has a text without any token that the tokeniser knows",
            place(example, i));
        return;
      }
    }
    int query = texts.add(example.query());
    put(queryTokens, query, tokens[0]);
    int[] documents = new int[tokens.length - 1];
    for (int i = 0; i < documents.length; i++) {
      documents[i] = texts.add(text(example, i));
      put(documentTokens, documents[i], tokens[i + 1]);
    }
    examples.add(new StoredExample(example, query, documents));
    sources.merge(example.source(), 1, Integer::sum);
    scored += example.scores().isEmpty() ? 0 : 1;
  }

  private static void put(TokenTable table, int text, int[] tokens) {
    if (!table.has(text)) {
      table.put(text, tokens);
    }
  }

  private static String text(Example example, int document) {
    int positives = example.positives().size();
    return document < positives
        ? example.positives().get(document)
        : example.negatives().get(document - positives);
  }

  private static String place(Example example, int number) {
    if (number == 0) {
      return "the query";
    }
    int positives = example.positives().size();
    return number <= positives ? "positive " + number : "negative " + (number - positives);
  }

  StoredExample example(int number) {
    return examples.get(number);
  }

  /** The number of examples. */
  public int size() {
    return examples.size();
  }

  /** All texts. */
  public TextTable texts() {
    return texts;
  }

  /** The ids of queries, without special ones, cut. */
  public TokenTable queryTokens() {
    return queryTokens;
  }

  /** The ids of documents, with the special ones at begin and end, cut. */
  public TokenTable documentTokens() {
    return documentTokens;
  }

  /** Whether the examples have scores; all have, or none. */
  public boolean isScored() {
    return scored > 0;
  }

  /** How many examples each source has, in the order of their names. */
  public Map<String, Integer> sources() {
    return new TreeMap<>(sources);
  }

  /** SHA-256 of each file that was read, in hexadecimal digits, in the order of reading. */
  public Map<String, String> digests() {
    return new LinkedHashMap<>(digests);
  }
}
