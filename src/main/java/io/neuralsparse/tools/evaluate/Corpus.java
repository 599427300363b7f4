/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The documents of a {@code corpus.jsonl}, which may be gzipped, one after the other: no more than
 * one is kept. Those without title and text are left out.
 */
final class Corpus implements Closeable {
  private final JsonLines lines;

  private Corpus(JsonLines lines) {
    this.lines = lines;
  }

  static Corpus open(Path file) throws IOException {
    return new Corpus(JsonLines.open(file));
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
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        Corpus corpus = new Corpus(new JsonLines(file, new CheckedInputStream(in, checksum)))) {
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
    while (lines.next()) {
      BeirCollection.Document document =
          new BeirCollection.Document(lines.text("_id"), lines.text("title"), lines.text("text"));
      if (document.passage().isEmpty()) {
        continue;
      }
      if (document.id().isEmpty()) {
        throw lines.fault("has no [_id]");
      }
      return document;
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
