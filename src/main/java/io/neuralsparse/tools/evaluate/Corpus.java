/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;

/**
 * The documents of a {@code corpus.jsonl}, which may be gzipped, one after the other: no more than
 * one is kept. Those without title and text are left out.
 */
final class Corpus implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final BufferedReader lines;
  private int number;

  private Corpus(Path file, InputStream in) throws IOException {
    this.file = file;
    InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in;
    this.lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
  }

  static Corpus open(Path file) throws IOException {
    return new Corpus(file, new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /**
   * What a corpus is, without keeping it.
   *
   * @param documents how many there are
   * @param checksum of the file, to tell it from others
   */
  record Survey(int documents, long checksum) {}

  /** Reads a whole file. */
  static Survey survey(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    int documents = 0;
    try (InputStream in = Files.newInputStream(file);
        Corpus corpus =
            new Corpus(
                file, new CheckedInputStream(new BufferedInputStream(in, BUFFER), checksum))) {
      while (corpus.next() != null) {
        documents++;
      }
    }
    return new Survey(documents, checksum.getValue());
  }

  /**
   * The next document; null at the end.
   *
   * @throws IOException when the line is none; with file and line
   */
  BeirCollection.Document next() throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonObject object = object(file, number, line);
      BeirCollection.Document document =
          new BeirCollection.Document(
              text(object, "_id"), text(object, "title"), text(object, "text"));
      if (document.passage().isEmpty()) {
        continue;
      }
      if (document.id().isEmpty()) {
        throw new IOException("[" + file + "] line " + number + " has no [_id]");
      }
      return document;
    }
    return null;
  }

  static JsonObject object(Path file, int number, String line) throws IOException {
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("[" + file + "] line " + number + " is no object", e);
    }
  }

  static String text(JsonObject object, String key) {
    return object.has(key) && !object.get(key).isJsonNull() ? object.get(key).getAsString() : "";
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
