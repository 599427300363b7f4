/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The objects of a JSON Lines file, named {@code .gz} where it is gzipped; blank lines are left
 * out. What is wrong is said with the file and the line.
 */
final class JsonLines implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final BufferedReader lines;
  private int number;
  private JsonObject line;

  /**
   * @param in closed with this, and where there is none
   */
  JsonLines(Path file, InputStream in) throws IOException {
    this.file = file;
    try {
      InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in;
      this.lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    } catch (ZipException | EOFException e) {
      in.close();
      throw broken(e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  static JsonLines open(Path file) throws IOException {
    return new JsonLines(file, new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /** Goes to the next object; false at the end. */
  boolean next() throws IOException {
    String read;
    do {
      read = read();
      number++;
    } while (read != null && read.isBlank());
    if (read == null) {
      return false;
    }
    try {
      line = JsonParser.parseString(read).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("[" + file + "] line " + number + " is no object", e);
    }
    return true;
  }

  private String read() throws IOException {
    try {
      return lines.readLine();
    } catch (ZipException | EOFException e) {
      throw broken(e);
    }
  }

  private IOException broken(IOException e) {
    String what = e.getMessage() == null ? "Unexpected end of file" : e.getMessage();
    return new IOException("[" + file + "] after line " + number + " is broken: " + what, e);
  }

  /** A text, or a number as it is written; empty where there is none, or null. */
  String text(String key) throws IOException {
    JsonElement value = line.get(key);
    if (value == null || value.isJsonNull()) {
      return "";
    }
    if (!value.isJsonPrimitive()) {
      throw fault("has no text as [" + key + "], but " + value);
    }
    return value.getAsString();
  }

  /** What is wrong with the line. */
  IOException fault(String what) {
    return new IOException("[" + file + "] line " + number + " " + what);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
