/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds files by name or pattern. */
final class DataFiles {
  private DataFiles() {}

  /**
   * The files that are meant, a pattern's in the order of their names.
   *
   * @param place a file, or one with {@code *}, {@code ?}, <code>{}</code> or {@code []} in its
   *     name
   * @throws IOException when there is none
   */
  static List<Path> find(String place) throws IOException {
    Path whole = path(place);
    if (Files.isRegularFile(whole)) {
      return List.of(whole);
    }
    List<Path> files = new ArrayList<>();
    Path parent = whole.toAbsolutePath().getParent();
    if (whole.getFileName() != null && Files.isDirectory(parent)) {
      try (DirectoryStream<Path> matching =
          Files.newDirectoryStream(parent, whole.getFileName().toString())) {
        for (Path file : matching) {
          if (Files.isRegularFile(file)) {
            files.add(whole.resolveSibling(file.getFileName()));
          }
        }
      } catch (PatternSyntaxException e) {
        throw new IOException("[" + place + "] is no pattern of files: " + e.getMessage(), e);
      }
    }
    if (files.isEmpty()) {
      throw new IOException("there is no file [" + place + "]");
    }
    Collections.sort(files);
    return files;
  }

  static Path path(String place) throws IOException {
    try {
      return Path.of(place);
    } catch (InvalidPathException e) {
      throw new IOException("[" + place + "] is no path: " + e.getReason(), e);
    }
  }
}
