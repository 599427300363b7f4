/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An evaluation that fits on a screen; its figures are made up, and simple. */
final class SmallEvaluation {
  private SmallEvaluation() {}

  static String json() throws IOException {
    try (InputStream in = SmallEvaluation.class.getResourceAsStream("/report/small.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Reads it with something replaced. */
  static Evaluation read(Path folder, String what, String by) throws IOException {
    String json = json();
    if (!json.contains(what)) {
      throw new IllegalArgumentException("no " + what);
    }
    return EvaluationFile.read(
        Files.writeString(folder.resolve("small.json"), json.replace(what, by)));
  }

  static Evaluation read(Path folder) throws IOException {
    return read(folder, "{", "{");
  }
}
