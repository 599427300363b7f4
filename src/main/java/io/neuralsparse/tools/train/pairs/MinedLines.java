/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.neuralsparse.tools.evaluate.BeirCollection;
import io.neuralsparse.tools.train.data.BadLines;
import io.neuralsparse.tools.train.data.Example;
import io.neuralsparse.tools.train.data.ExampleFiles;
import io.neuralsparse.tools.train.data.TextTable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Lines that want negatives, and the passages that may be such: each line's positives at least. */
final class MinedLines {
  /** What is in a line that has negatives, and in no other: quotes in texts are escaped. */
  static final String NEGATIVES = ",\"negs\":[";

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * A line.
   *
   * @param positives passages
   */
  record Line(int query, List<Integer> positives, String source) {}

  private final TextTable queries = new TextTable();
  private final TextTable passages = new TextTable();
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, String> digests = new TreeMap<>();

  /** All positives of a query, those of other lines too. */
  private final Map<Integer, Set<Integer>> positives = new HashMap<>();

  /** Reads lines; their negatives, if any, are passages. */
  void read(List<String> places, BadLines badLines) throws IOException {
    ExampleFiles files = new ExampleFiles(badLines);
    for (String place : places) {
      files.read(place, this::add);
    }
    digests.putAll(files.digests());
    if (lines.isEmpty()) {
      throw new IOException("there is no pair in " + places);
    }
  }

  private void add(Example example) {
    int query = queries.add(example.query());
    List<Integer> own = example.positives().stream().map(passages::add).toList();
    example.negatives().forEach(passages::add);
    lines.add(new Line(query, own, example.source()));
    positives.computeIfAbsent(query, key -> new HashSet<>()).addAll(own);
  }

  /** Adds the documents of a collection to the passages. */
  void addPassages(BeirCollection collection) throws IOException {
    collection.forEach(document -> passages.add(document.passage()));
    digests.put(collection.corpus().toString(), PairProvenance.sha256(collection.corpus()));
  }

  /** SHA-256 of what was read. */
  Map<String, String> digests() {
    return digests;
  }

  List<Line> lines() {
    return lines;
  }

  int passages() {
    return passages.size();
  }

  String query(Line line) {
    return queries.get(line.query());
  }

  String passage(int number) {
    return passages.get(number);
  }

  /** All passages that are known to answer a line's query. */
  Set<Integer> positives(Line line) {
    return positives.get(line.query());
  }

  /** The id of a passage in the index. */
  static String id(int passage) {
    return "p" + passage;
  }

  /** The passage of an id in the index. */
  static int passage(String id) {
    return Integer.parseInt(id.substring(1));
  }

  /** Writes the passages as a {@code corpus.jsonl}. */
  void writeCorpus(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < passages.size(); i++) {
        JsonObject document = new JsonObject();
        document.addProperty("_id", id(i));
        document.addProperty("text", passages.get(i));
        out.append(GSON.toJson(document)).append('\n');
      }
    }
  }

  /** A line as it is written, with its negatives; without the key where there are none. */
  String written(Line line, List<Integer> negatives) {
    JsonObject object = new JsonObject();
    object.addProperty("query", query(line));
    List<String> own = line.positives().stream().map(passages::get).toList();
    object.add("pos", own.size() == 1 ? GSON.toJsonTree(own.getFirst()) : GSON.toJsonTree(own));
    if (!negatives.isEmpty()) {
      object.add("negs", GSON.toJsonTree(negatives.stream().map(passages::get).toList()));
    }
    if (!line.source().isEmpty()) {
      object.addProperty("source", line.source());
    }
    return GSON.toJson(object);
  }
}
