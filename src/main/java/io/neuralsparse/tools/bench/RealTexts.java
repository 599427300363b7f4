/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The passages and queries of a folder, without blanks around them. Files are taken in the order of
 * their paths, gzipped or not:
 *
 * <ul>
 *   <li>{@code corpus.jsonl}: the title and the text of each line are a passage;
 *   <li>{@code pairs-*.jsonl}: the {@code positive} of each line is a passage;
 *   <li>{@code *.txt}: each line that is not blank is a passage;
 *   <li>{@code queries.jsonl}: the text of each line is a query.
 * </ul>
 *
 * @param passages in their order
 * @param queries in their order
 */
record RealTexts(List<String> passages, List<String> queries) {
  private static final int DEPTH = 3;

  /**
   * Reads all into memory.
   *
   * @throws BenchmarkException when a line is not what its file's name promises
   */
  static RealTexts read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder, DEPTH)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    RealTexts texts = new RealTexts(new ArrayList<>(), new ArrayList<>());
    for (Path file : files) {
      texts.add(file);
    }
    return texts;
  }

  private void add(Path file) throws IOException {
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
}
