/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;

/** Texts from a command line, from a file or from the standard input, in order. */
final class Texts implements Closeable {
  private final Iterator<String> texts;
  private final Reader source;
  private final LongConsumer progress;
  private long bytes;

  private Texts(Iterator<String> texts, Reader source, LongConsumer progress) {
    this.texts = texts;
    this.source = source;
    this.progress = progress;
  }

  static Texts of(List<String> texts) {
    return new Texts(texts.iterator(), Reader.nullReader(), bytes -> {});
  }

  /** The lines of a stream. */
  static Texts of(InputStream in) {
    return lines(in, bytes -> {});
  }

  /** The lines of a file. */
  static Texts of(Path file, Terminal.Progress progress) throws IOException {
    InputStream in = Files.newInputStream(file);
    long size = Files.size(file);
    return lines(in, bytes -> progress.show((double) bytes / Math.max(size, 1)));
  }

  private static Texts lines(InputStream in, LongConsumer progress) {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    return new Texts(reader.lines().iterator(), reader, progress);
  }

  /** The next ones, fewer at the end; what was given out before counts as done. */
  List<String> next(int most) {
    progress.accept(bytes);
    List<String> batch = new ArrayList<>();
    while (batch.size() < most && texts.hasNext()) {
      String text = texts.next();
      bytes += text.getBytes(StandardCharsets.UTF_8).length + 1L;
      batch.add(text);
    }
    return batch;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
