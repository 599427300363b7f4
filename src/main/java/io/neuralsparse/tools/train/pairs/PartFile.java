/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import io.neuralsparse.tools.evaluate.WholeFile;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Lines of a file that is not whole yet, beside its place. What a killed run has left is gone on
 * with: its whole lines stay, and half a line at the end goes.
 */
final class PartFile implements Closeable {
  private final Path part;
  private final OutputStream out;
  private final long before;

  private PartFile(Path part, OutputStream out, long before) {
    this.part = part;
    this.out = out;
    this.before = before;
  }

  /**
   * Opens the part of a file.
   *
   * @param key of the run: runs with others have parts of their own
   */
  static PartFile open(Path file, long key) throws IOException {
    Path whole = file.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    Path part =
        whole.resolveSibling(String.format(Locale.ROOT, ".%s.%08x.part", whole.getFileName(), key));
    long lines = 0;
    if (Files.exists(part)) {
      long end = 0;
      long read = 0;
      try (InputStream in = new BufferedInputStream(Files.newInputStream(part))) {
        for (int next = in.read(); next >= 0; next = in.read()) {
          read++;
          if (next == '\n') {
            lines++;
            end = read;
          }
        }
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.truncate(end);
      }
    }
    OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return new PartFile(part, out, lines);
  }

  /** How many lines were there when it was opened. */
  long before() {
    return before;
  }

  /** How many lines there are that do not have some characters in them. */
  long linesWithout(String text) throws IOException {
    try (Stream<String> lines = Files.lines(part)) {
      return lines.filter(line -> !line.contains(text)).count();
    }
  }

  /** Adds lines, at once. */
  void add(List<String> lines) throws IOException {
    out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** All is there: becomes the file, gzipped when its name ends in {@code .gz}. */
  void finish(Path file) throws IOException {
    out.close();
    WholeFile.write(
        file,
        path -> {
          try (InputStream in = Files.newInputStream(part);
              OutputStream raw = Files.newOutputStream(path);
              OutputStream to =
                  file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, 1 << 16) : raw) {
            in.transferTo(to);
          }
        });
    Files.delete(part);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
