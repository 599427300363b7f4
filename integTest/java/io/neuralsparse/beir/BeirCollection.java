/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.beir;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A test collection: {@code corpus.jsonl}, {@code queries.jsonl} (each may be gzipped, named {@code
 * .gz}) and {@code qrels/<split>.tsv}. Only ids, titles and texts are read: other keys may hold
 * labels.
 *
 * @param documents in the order of the file; empty ones are left out
 * @param queries that have judgements, in the order of the file
 * @param judgements grade by document, by query
 */
public record BeirCollection(
    List<Document> documents, List<Query> queries, Map<String, Map<String, Integer>> judgements) {

  /** A document as it stands in the corpus. */
  public record Document(String id, String title, String text) {
    /** What is searched: the title before the text. */
    public String passage() {
      return (title + " " + text).strip();
    }
  }

  /** A query as it stands in the collection. */
  public record Query(String id, String text) {}

  /**
   * Reads a collection with the judgements of a split, mostly {@code test}.
   *
   * @throws IOException when a file is missing or broken; with its name and the line
   */
  public static BeirCollection read(Path folder, String split) throws IOException {
    Map<String, Map<String, Integer>> judgements = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file(folder, "qrels/" + split + ".tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] parts = line.split("\t", -1);
      judgements
          .computeIfAbsent(parts[0], query -> new LinkedHashMap<>())
          .put(parts[1], Integer.valueOf(parts[2].strip()));
    }
    List<Document> documents = new ArrayList<>();
    for (JsonObject line : objects(file(folder, "corpus.jsonl"))) {
      Document document = new Document(text(line, "_id"), text(line, "title"), text(line, "text"));
      if (!document.passage().isEmpty()) {
        documents.add(document);
      }
    }
    List<Query> queries = new ArrayList<>();
    for (JsonObject line : objects(file(folder, "queries.jsonl"))) {
      Query query = new Query(text(line, "_id"), text(line, "text"));
      if (judgements.containsKey(query.id())) {
        queries.add(query);
      }
    }
    return new BeirCollection(documents, queries, judgements);
  }

  /** The grade of a document for a query; 0 where it was not judged. */
  public int grade(Query query, String document) {
    return judgements.get(query.id()).getOrDefault(document, 0);
  }

  private static Path file(Path folder, String name) throws IOException {
    for (String suffix : List.of("", ".gz")) {
      Path path = folder.resolve(name + suffix);
      if (Files.exists(path)) {
        return path;
      }
    }
    throw new IOException(
        "there is no [" + name + "] in [" + folder.toAbsolutePath().normalize() + "]");
  }

  private static List<JsonObject> objects(Path path) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    try (InputStream file = Files.newInputStream(path);
        InputStream in = path.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        objects.add(JsonParser.parseString(line).getAsJsonObject());
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("[" + path + "] line " + (objects.size() + 1) + " is no object", e);
    }
    return objects;
  }

  private static String text(JsonObject object, String key) {
    return object.has(key) ? object.get(key).getAsString() : "";
  }
}
