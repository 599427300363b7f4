/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.tools.train.network.TextPooling;
import io.neuralsparse.tools.train.teacher.Teacher;
import io.neuralsparse.tools.train.teacher.Teachers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Opens a model as the teacher that its recipe, or its own provenance, says it is. */
final class TeacherFolder {
  private static final String PROVENANCE = "neural_sparse_training.json";

  private TeacherFolder() {}

  /**
   * Opens a teacher.
   *
   * @param vectors folder for what it computes
   * @throws IOException when neither recipe nor folder says what kind it is
   */
  static Teacher open(
      Recipe recipe, Recipe.TeacherModel model, Path root, Path vectors, NDManager manager)
      throws IOException {
    Path path = root.resolve(model.folder());
    JsonObject provenance = provenance(path);
    Optional<Kind> kind =
        model
            .kind()
            .or(() -> text(provenance, "kind").filter(Kind.OF_TEACHERS::contains).map(Kind::named));
    if (kind.isEmpty()) {
      throw new IOException(
          "["
              + recipe.name()
              + "] [teachers.models] must say the [kind] of ["
              + model.folder()
              + "], one of "
              + Kind.OF_TEACHERS
              + ": its folder does not");
    }
    ModelFolder folder = ModelFolder.of(path);
    Files.createDirectories(vectors);
    return switch (kind.get()) {
      case DENSE -> {
        TextPooling pooling =
            model
                .pooling()
                .or(() -> text(provenance, "pooling").map(TeacherFolder::pooling))
                .orElse(TextPooling.MEAN);
        yield Teachers.dense(folder, pooling, manager, Optional.of(vectors));
      }
      case SPARSE_SIAMESE -> Teachers.sparseSiamese(folder, Optional.of(vectors));
      default -> Teachers.inferenceFree(folder, Optional.of(vectors));
    };
  }

  private static TextPooling pooling(String label) {
    return TextPooling.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static JsonObject provenance(Path folder) throws IOException {
    Path file = folder.resolve(PROVENANCE);
    return Files.exists(file) && RecipeReader.tree(file) instanceof JsonObject object
        ? object
        : new JsonObject();
  }

  private static Optional<String> text(JsonObject json, String key) {
    JsonElement value = json.get(key);
    return value == null || !value.isJsonPrimitive()
        ? Optional.empty()
        : Optional.of(value.getAsString());
  }
}
