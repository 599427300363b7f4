/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a folder holds, in one number that is the same on every node that has the same files: names
 * and bytes count, times of change don't. Hidden files and folders are left out.
 *
 * @param sha256 over all files by name, each as name, zero, its own SHA-256; in hexadecimal digits
 * @param bytes of all these files
 */
public record FolderDigest(String sha256, long bytes) {
  private static final int MAX_DEPTH = 4;

  /**
   * Reads all files; takes a second for half a gigabyte.
   *
   * @throws ModelException when one cannot be read
   */
  public static FolderDigest of(ModelFolder folder) {
    MessageDigest digest = empty();
    long bytes = 0;
    byte[] buffer = new byte[1 << 16];
    for (Path file : files(folder)) {
      String name = folder.relative(file);
      MessageDigest own = empty();
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          own.update(buffer, 0, read);
          bytes += read;
        }
      } catch (IOException e) {
        throw folder.fault(name, "cannot be read: " + e.getMessage(), e);
      }
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(own.digest());
    }
    return new FolderDigest(HexFormat.of().formatHex(digest.digest()), bytes);
  }

  private static List<Path> files(ModelFolder folder) {
    try (Stream<Path> files = Files.walk(folder.path(), MAX_DEPTH)) {
      return files
          .filter(file -> !isHidden(folder, file) && Files.isRegularFile(file))
          .sorted((a, b) -> folder.relative(a).compareTo(folder.relative(b)))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw folder.fault(".", "cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean isHidden(ModelFolder folder, Path file) {
    for (Path step : folder.path().relativize(file)) {
      if (step.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
