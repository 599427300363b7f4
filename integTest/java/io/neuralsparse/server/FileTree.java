/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.server;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A folder with all in it: unpacked, copied, deleted. */
public final class FileTree {
  private FileTree() {}

  /** Unpacks a zip; files in a folder named {@code bin} become executable. */
  public static void unzip(Path zip, Path target) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("[" + zip + "] has an entry outside its folder: " + entry);
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        try (var in = file.getInputStream(entry)) {
          Files.copy(in, path);
        }
        if (path.getParent().endsWith("bin")) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  /** Copies all files, readable for everyone. The target's parents are made. */
  static void copy(Path source, Path target) throws IOException {
    visit(
        source,
        target,
        (from, to) -> {
          Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
          boolean executable = Files.isExecutable(from);
          Files.setPosixFilePermissions(
              to, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        });
  }

  /**
   * Makes hard links to all files, or copies where the file system has none: for files nobody
   * changes.
   */
  static void link(Path source, Path target) throws IOException {
    visit(
        source,
        target,
        (from, to) -> {
          try {
            Files.createLink(to, from);
          } catch (IOException | UnsupportedOperationException e) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
          }
        });
  }

  /** Deletes a file, or a folder with all in it; one that is not there is fine. */
  static void delete(Path path) throws IOException {
    if (Files.notExists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private interface Action {
    void accept(Path from, Path to) throws IOException;
  }

  private static void visit(Path source, Path target, Action action) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = target.resolve(source.relativize(folder).toString());
            Files.createDirectories(copy);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            action.accept(file, target.resolve(source.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
