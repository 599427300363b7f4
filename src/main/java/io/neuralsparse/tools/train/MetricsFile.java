/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.neuralsparse.tools.report.EvaluationFile;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What a run tells of itself: one JSON object a line, each with its {@code step}, rising. */
final class MetricsFile implements Closeable {
  private final BufferedWriter out;

  private MetricsFile(BufferedWriter out) {
    this.out = out;
  }

  /**
   * Goes on with a file, or begins one.
   *
   * @param last step whose lines stay: later ones are of steps that are to come again
   */
  static MetricsFile open(Path file, long last) throws IOException {
    StringBuilder kept = new StringBuilder();
    for (JsonObject line : read(file)) {
      if (line.get("step").getAsLong() <= last) {
        kept.append(line).append('\n');
      }
    }
    EvaluationFile.write(file, kept.toString());
    return new MetricsFile(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
  }

  /** Adds a line. */
  void add(JsonObject line) throws IOException {
    out.write(line + "\n");
    out.flush();
  }

  /** All lines; a last one that a killed run left half written does not count. */
  static List<JsonObject> read(Path file) throws IOException {
    List<JsonObject> lines = new ArrayList<>();
    if (Files.notExists(file)) {
      return lines;
    }
    List<String> texts = Files.readAllLines(file);
    for (int i = 0; i < texts.size(); i++) {
      try {
        lines.add(JsonParser.parseString(texts.get(i)).getAsJsonObject());
      } catch (JsonParseException | IllegalStateException e) {
        if (i < texts.size() - 1) {
          throw new IOException("[" + file + "] line " + (i + 1) + " is no object", e);
        }
      }
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
