/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A test collection: {@code corpus.jsonl}, {@code queries.jsonl} (each may be gzipped, named {@code
 * .gz}) and {@code qrels/<split>.tsv}. Only ids, titles and texts are read: other keys may hold
 * labels.
 *
 * @param name of the folder
 * @param split of the judgements
 * @param corpus the file of the documents
 * @param queries those that have judgements, in the order of the judgements
 * @param judgements by people
 */
public record BeirCollection(
    String name, String split, Path corpus, List<Query> queries, Judgements judgements) {

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
   * Reads a collection but for its documents.
   *
   * @param split mostly {@code test}
   * @throws IOException when a file is missing or broken, with its name and the line; when a judged
   *     query has no text
   */
  public static BeirCollection read(Path folder, String split) throws IOException {
    Path whole = folder.toAbsolutePath().normalize();
    Judgements judgements = Judgements.read(file(whole, "qrels", split + ".tsv"));
    Path corpus = file(whole, "", "corpus.jsonl");
    Path file = file(whole, "", "queries.jsonl");
    Map<String, String> texts = texts(file, judgements);
    List<Query> queries = new ArrayList<>();
    for (String id : judgements.queries()) {
      if (!texts.containsKey(id)) {
        throw new IOException("[" + file + "] has no query [" + id + "], which was judged");
      }
      queries.add(new Query(id, texts.get(id)));
    }
    return new BeirCollection(
        String.valueOf(whole.getFileName()), split, corpus, List.copyOf(queries), judgements);
  }

  /**
   * Documents without queries.
   *
   * @param place a {@code corpus.jsonl}, which may have another name, or the folder of one
   * @throws IOException when there is none
   */
  public static BeirCollection documentsOf(Path place) throws IOException {
    Path whole = place.toAbsolutePath().normalize();
    Path corpus = Files.isRegularFile(whole) ? whole : file(whole, "", "corpus.jsonl");
    return new BeirCollection(
        String.valueOf(whole.getFileName()), "", corpus, List.of(), Judgements.none());
  }

  /**
   * Reads all documents, for collections that are known to be small; empty ones are left out.
   *
   * @throws IOException when a line is no document; with its number
   */
  public List<Document> documents() throws IOException {
    List<Document> documents = new ArrayList<>();
    forEach(documents::add);
    return documents;
  }

  /** Takes documents. */
  public interface Reader {
    /** Takes the next one. */
    void accept(Document document) throws IOException;
  }

  /**
   * Reads all documents, one after the other; empty ones are left out.
   *
   * @throws IOException when a line is no document; with its number
   */
  public void forEach(Reader reader) throws IOException {
    try (Corpus all = Corpus.open(corpus)) {
      for (Document each = all.next(); each != null; each = all.next()) {
        reader.accept(each);
      }
    }
  }

  /** What it is read from: corpus, queries and judgements. */
  public List<Path> files() throws IOException {
    Path folder = corpus.getParent();
    return List.of(
        corpus, file(folder, "", "queries.jsonl"), file(folder, "qrels", split + ".tsv"));
  }

  /** The grade of a document for a query; 0 where it was not judged. */
  public int grade(Query query, String document) {
    return judgements.of(query.id()).getOrDefault(document, 0);
  }

  private static Path file(Path folder, String place, String name) throws IOException {
    Path parent = folder.resolve(place);
    for (String suffix : List.of("", ".gz")) {
      Path path = parent.resolve(name + suffix);
      if (Files.exists(path)) {
        return path;
      }
    }
    throw new IOException(
        "there is no ["
            + (place.isEmpty() ? "" : place + "/")
            + name
            + "] in ["
            + folder
            + "]"
            + splits(parent, place));
  }

  /** What there is instead of a file of judgements. */
  private static String splits(Path parent, String place) throws IOException {
    if (place.isEmpty() || !Files.isDirectory(parent)) {
      return "";
    }
    try (Stream<Path> files = Files.list(parent)) {
      return ", but " + files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Map<String, String> texts(Path file, Judgements judgements) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (JsonLines lines = JsonLines.open(file)) {
      while (lines.next()) {
        String id = lines.text("_id");
        if (judgements.queries().contains(id)) {
          texts.put(id, lines.text("text"));
        }
      }
    }
    return texts;
  }
}
