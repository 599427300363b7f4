/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The folder of one model; gives out files that lie inside it, and no others. */
public final class ModelFolder {
  /** How deep a folder is looked at for {@link #fingerprint()}. */
  private static final int MAX_DEPTH = 4;

  private final String name;
  private final Path path;
  private volatile Path realPath;

  ModelFolder(String name, Path path) {
    this.name = Objects.requireNonNull(name);
    this.path = path.toAbsolutePath().normalize();
  }

  /** The folder of a model that is in no catalog; its name is the folder's. */
  public static ModelFolder of(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    return new ModelFolder(
        whole.getFileName() == null ? whole.toString() : whole.getFileName().toString(), whole);
  }

  /** The model's name: the folder's own. */
  public String name() {
    return name;
  }

  /** Where the folder is. */
  public Path path() {
    return path;
  }

  /**
   * A file's name as messages and configuration have it: relative to the folder, with {@code /}.
   */
  public String relative(Path file) {
    return path.relativize(file).toString().replace('\\', '/');
  }

  /**
   * The file of that name, if there is one.
   *
   * @param relative path relative to the folder, with {@code /}
   * @throws ModelException when the path leads out of the folder, directly or by a symbolic link
   */
  public Optional<Path> find(String relative) {
    Path file = resolve(relative);
    if (!file.startsWith(path)) {
      throw fault(relative, "the path leads out of the model's folder");
    }
    if (!Files.isRegularFile(file)) {
      if (Files.isSymbolicLink(file)) {
        throw fault(relative, "a symbolic link that leads out of the folder, or nowhere");
      }
      return Optional.empty();
    }
    try {
      if (!file.toRealPath().startsWith(realPath())) {
        throw fault(relative, "a symbolic link leads out of the model's folder");
      }
    } catch (IOException e) {
      throw fault(relative, "cannot be read: " + e.getMessage(), e);
    }
    return Optional.of(file);
  }

  /** Found once: it takes as long as all the rest of {@link #find}. */
  private Path realPath() throws IOException {
    Path real = realPath;
    if (real == null) {
      real = path.toRealPath();
      realPath = real;
    }
    return real;
  }

  private Path resolve(String relative) {
    try {
      return path.resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw fault(relative, "no file can have that name", e);
    }
  }

  /**
   * The file of that name.
   *
   * @throws ModelException when there is none, or when it lies outside the folder
   */
  public Path get(String relative) {
    return find(relative).orElseThrow(() -> fault(relative, "missing"));
  }

  /**
   * Changes when a file of the folder is added, removed, or written.
   *
   * @throws ModelException when the folder cannot be listed
   */
  public long fingerprint() {
    Fingerprint all = new Fingerprint();
    try {
      Files.walkFileTree(path, Set.of(), MAX_DEPTH, all);
    } catch (IOException e) {
      throw fault(".", "cannot be listed: " + e.getMessage(), e);
    }
    return all.sum;
  }

  /** A file that goes while the folder is listed is a change, and no failure. */
  private final class Fingerprint extends SimpleFileVisitor<Path> {
    private long sum;

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return visitFile(folder, attributes);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      sum +=
          31L
              * Objects.hash(
                  path.relativize(file).toString(),
                  attributes.size(),
                  attributes.lastModifiedTime());
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (file.equals(path)) {
        throw e;
      }
      sum++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  /** A fault of one file of this model, worded for the person who put it there. */
  public ModelException fault(String file, String cause) {
    return new ModelException("model [" + name + "], file [" + file + "]: " + cause);
  }

  /** As {@link #fault(String, String)}, with the exception behind it. */
  public ModelException fault(String file, String cause, Throwable exception) {
    return new ModelException("model [" + name + "], file [" + file + "]: " + cause, exception);
  }

  @Override
  public String toString() {
    return name;
  }
}
