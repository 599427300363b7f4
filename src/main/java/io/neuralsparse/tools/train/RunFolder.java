/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import io.neuralsparse.tools.report.EvaluationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run writes.
 *
 * @param path of the folder: {@code recipe.json}, {@code metrics.jsonl}, {@code curves.html},
 *     {@code checkpoints} and {@code model}, the best one
 */
record RunFolder(Path path) {
  private static final String MODEL = "model";

  /** Makes it where it isn't there; mends it where a run was killed as it replaced the model. */
  static RunFolder open(Path path) throws IOException {
    Files.createDirectories(path);
    RunFolder folder = new RunFolder(path);
    if (Files.notExists(folder.model()) && Files.exists(folder.old())) {
      Files.move(folder.old(), folder.model());
    }
    return folder;
  }

  Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  Path curves() {
    return path.resolve("curves.html");
  }

  Checkpoints checkpoints() {
    return new Checkpoints(path.resolve("checkpoints"));
  }

  /** Where teachers keep what they computed. */
  Path vectors() {
    return path.resolve("teachers");
  }

  Path model() {
    return path.resolve(MODEL);
  }

  /** The one before, while another takes its place. */
  private Path old() {
    return path.resolve("." + MODEL + ".old");
  }

  /** Keeps what the run was made of beside it. */
  void write(Recipe recipe) throws IOException {
    EvaluationFile.write(path.resolve("recipe.json"), recipe.json() + "\n");
  }

  /** Writes a folder. */
  interface Writing {
    void to(Path folder) throws IOException;
  }

  /** Puts a model into its place when all of it is written. */
  void replaceModel(Writing writing) throws IOException {
    Path fresh = path.resolve("." + MODEL + ".new");
    delete(fresh);
    delete(old());
    Files.createDirectories(fresh);
    writing.to(fresh);
    if (Files.exists(model())) {
      Files.move(model(), old());
    }
    Files.move(fresh, model());
    delete(old());
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
