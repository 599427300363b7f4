/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The lines of a file of UTF-8, which may be gzipped, and the file's digest. */
final class TextLines implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST = 1 << 24;

  private final String name;
  private final BadLines badLines;
  private final DigestInputStream raw;
  private final InputStream text;
  private final byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private long number;

  private TextLines(Path file, BadLines badLines) throws IOException {
    this.name = file.toString();
    this.badLines = badLines;
    this.raw =
        new DigestInputStream(
            new BufferedInputStream(Files.newInputStream(file), BUFFER), sha256());
    try {
      this.text = open();
    } catch (ZipException | EOFException e) {
      raw.close();
      throw broken(e);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  static TextLines open(Path file, BadLines badLines) throws IOException {
    return new TextLines(file, badLines);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Gzipped files are known by their first two bytes, files of other encodings by their mark. */
  private InputStream open() throws IOException {
    raw.on(false);
    raw.mark(4);
    byte[] first = raw.readNBytes(3);
    raw.reset();
    raw.on(true);
    int two = first.length < 2 ? 0 : (first[0] & 0xFF) << 8 | (first[1] & 0xFF);
    if (two == 0x1F8B) {
      return new GZIPInputStream(raw, BUFFER);
    }
    if (two == 0xFEFF || two == 0xFFFE) {
      throw new IOException("[" + name + "] is UTF-16; only UTF-8 can be read");
    }
    if (first.length == 3 && two == 0xEFBB && (first[2] & 0xFF) == 0xBF) {
      raw.skipNBytes(3);
    }
    return raw;
  }

  /**
   * The next line that is UTF-8, without its end; null at the end of the file.
   *
   * @throws IOException when a line is bad and that is not to be skipped, or the file is broken
   */
  String next() throws IOException {
    for (byte[] line = bytes(); line != null; line = bytes()) {
      number++;
      if (line.length > LONGEST) {
        badLines.add(origin(), "is longer than 16 MiB", "");
        continue;
      }
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(line))
            .toString();
      } catch (CharacterCodingException e) {
        badLines.add(origin(), "is not UTF-8", "");
      }
    }
    return null;
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
    boolean any = false;
    while (from < to || refill()) {
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      if (line.size() <= LONGEST) {
        line.write(buffer, from, end - from);
      }
      boolean whole = end < to;
      from = whole ? end + 1 : end;
      if (whole) {
        break;
      }
    }
    return any ? withoutReturn(line.toByteArray()) : null;
  }

  private static byte[] withoutReturn(byte[] line) {
    int length = line.length;
    return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
  }

  private boolean refill() throws IOException {
    try {
      from = 0;
      to = Math.max(text.read(buffer), 0);
      return to > 0;
    } catch (ZipException | EOFException e) {
      throw broken(e);
    }
  }

  private IOException broken(IOException e) {
    String what = e.getMessage() == null ? "Unexpected end of file" : e.getMessage();
    return new IOException("[" + name + "] after line " + number + " is broken: " + what, e);
  }

  /** Where the line is that was read last. */
  Origin origin() {
    return new Origin(name, number);
  }

  /** SHA-256 of the file as it lies there, in hexadecimal digits; reads what was not read. */
  String digest() throws IOException {
    while (raw.read(buffer) >= 0) {
      // Read to be summed.
    }
    return HexFormat.of().formatHex(raw.getMessageDigest().digest());
  }

  @Override
  public void close() throws IOException {
    text.close();
    raw.close();
  }
}
