/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models a node has: one folder each, named by it. Looked up afresh at every call, so a folder
 * that is put there is known at once.
 */
public final class ModelCatalog {
  private final Path root;

  /** A catalog of the folders in {@code root}, which need not be there. */
  public ModelCatalog(Path root) {
    this.root = root;
  }

  /** The names of all model folders, sorted; hidden folders don't count. */
  public List<String> names() {
    try (Stream<Path> folders = Files.list(root)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new ModelException("the models' folder cannot be listed: " + e.getMessage(), e);
    }
  }

  /**
   * The folder of a model.
   *
   * @throws ModelException when there is no such model; the message lists those there are
   */
  public ModelFolder folder(String name) {
    // Names are compared, never resolved: no name leads out of the root.
    List<String> names = names();
    if (!names.contains(name)) {
      throw new ModelException(
          "unknown model ["
              + name
              + "], this node has "
              + names
              + " in [config/neural-sparse/models]");
    }
    return new ModelFolder(name, root.resolve(name));
  }

  /**
   * The manifest of a model.
   *
   * @throws ModelException when there is no such model, or when its folder is not as it must be
   */
  public ModelManifest manifest(String name) {
    return ModelManifest.read(folder(name));
  }

  /** A message without the place of the models on this machine. */
  public String withoutPlace(String message) {
    return message.replace(root.toString(), "config/neural-sparse/models");
  }

  /**
   * The model whose tokeniser bears a name: {@code preferred} if it does, or else the first by
   * name. Models whose folders are broken are passed over.
   */
  public Optional<String> withAnalyzer(String analyzer, String preferred) {
    return Stream.concat(Stream.of(preferred), names().stream())
        .filter(name -> hasAnalyzer(name, analyzer))
        .findFirst();
  }

  private boolean hasAnalyzer(String name, String analyzer) {
    try {
      return manifest(name).analyzer().filter(analyzer::equals).isPresent();
    } catch (ModelException e) {
      return false;
    }
  }
}
