/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train;

import ai.djl.ndarray.NDArray;
import io.neuralsparse.model.ElementType;
import io.neuralsparse.model.ModelException;
import io.neuralsparse.model.ModelFolder;
import io.neuralsparse.model.Safetensors;
import io.neuralsparse.model.SafetensorsWriter;
import io.neuralsparse.model.Tensors;
import io.neuralsparse.tools.train.torch.TorchMemory;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that the next step depends on, in one safetensors file: arrays by name, facts in its header.
 * A file gets its name when all of it is on the disk; the last two stay. For one thread.
 */
final class Checkpoints {
  private static final int KEPT = 2;
  private static final Pattern NAME = Pattern.compile("step-([0-9]{1,18})\\.safetensors");

  private final Path folder;

  /**
   * Those of a run.
   *
   * @param folder made when the first is written
   */
  Checkpoints(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /**
   * One that is whole.
   *
   * @param step after which it was written
   * @param facts as they were given
   */
  record Saved(Path file, long step, Map<String, String> facts) {
    /**
     * Fills arrays.
     *
     * @throws ModelException when one is missing or has another shape
     */
    void restore(Map<String, NDArray> state) {
      try (Tensors tensors = tensors(file)) {
        state.forEach(
            (name, array) -> {
              List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
              TorchMemory.fill(array, tensors.weights(name, shape).floats());
            });
      }
    }
  }

  private static Tensors tensors(Path file) {
    return Safetensors.open(ModelFolder.of(file.getParent()), List.of(file));
  }

  /**
   * The last one that is whole.
   *
   * @param notices is told of those that are not
   */
  Optional<Saved> last(Consumer<String> notices) throws IOException {
    List<Path> files = files();
    for (Path file : files.reversed()) {
      try (Tensors tensors = tensors(file)) {
        return Optional.of(new Saved(file, step(file), Map.copyOf(tensors.metadata())));
      } catch (ModelException e) {
        notices.accept("left out, it is broken: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** All files by step. */
  private List<Path> files() throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> step(file) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::step))
          .toList();
    }
  }

  private static long step(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  /**
   * Writes one, and removes those before the last two.
   *
   * @param step that was done
   * @param facts texts, given back as they are
   * @param state arrays of floats
   */
  void write(long step, Map<String, String> facts, Map<String, NDArray> state) throws IOException {
    Files.createDirectories(folder);
    List<SafetensorsWriter.Declaration> declarations = new ArrayList<>();
    state.forEach(
        (name, array) ->
            declarations.add(
                new SafetensorsWriter.Declaration(
                    name,
                    ElementType.F32,
                    Arrays.stream(array.getShape().getShape()).boxed().toList())));
    Path file = folder.resolve(String.format(java.util.Locale.ROOT, "step-%09d.safetensors", step));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, declarations, facts)) {
      for (Map.Entry<String, NDArray> each : state.entrySet()) {
        writer.write(each.getKey(), FloatBuffer.wrap(each.getValue().toFloatArray()));
      }
      writer.finish();
    }
    sync();
    List<Path> files = files();
    for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
      Files.delete(old);
    }
  }

  /** Brings the folder's names to the disk, where the system can do that. */
  private void sync() {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      // Windows has no such thing.
    }
  }
}
