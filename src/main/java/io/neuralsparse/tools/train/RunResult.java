/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.neuralsparse.tools.report.EvaluationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What one run of an ablation came to, as a file.
 *
 * @param variation its name
 * @param seed of the run
 * @param recipe JSON, with names of teachers for their folders
 * @param bestStep of the model that was kept
 * @param dev its result on the development collection
 * @param tests its results on the others, by name
 * @param seconds that the process took for it which finished it
 */
record RunResult(
    String variation,
    long seed,
    String recipe,
    long bestStep,
    Trial.Result dev,
    Map<String, Trial.Result> tests,
    double seconds) {
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Writes a file, whole or not at all. */
  void write(Path file) throws IOException {
    EvaluationFile.write(file, JSON.toJson(this) + "\n");
  }

  /** Reads what {@link #write} wrote. */
  static RunResult read(Path file) throws IOException {
    return JSON.fromJson(Files.readString(file), RunResult.class);
  }
}
