/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools;

import io.neuralsparse.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths that commands are given. */
final class ModelArgument {
  private ModelArgument() {}

  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException("[" + text + "] is no path: " + e.getReason());
    }
  }

  /** A folder that is there. */
  static ModelFolder folder(String text) throws IOException {
    Path path = path(text);
    if (!Files.isDirectory(path)) {
      throw new IOException("[" + text + "] is not a folder");
    }
    return ModelFolder.of(path);
  }
}
