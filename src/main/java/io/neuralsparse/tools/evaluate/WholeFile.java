/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is there whole or not at all. */
public final class WholeFile {
  /** Writes to a path. */
  public interface Writing {
    /** Writes all of it. */
    void to(Path path) throws IOException;
  }

  private WholeFile() {}

  /** Lets a file be written beside its place, and moves it there when that is done. */
  public static void write(Path file, Writing writing) throws IOException {
    Path whole = file.toAbsolutePath();
    Files.createDirectories(whole.getParent());
    Path part = whole.resolveSibling("." + whole.getFileName() + ".part");
    try {
      writing.to(part);
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
