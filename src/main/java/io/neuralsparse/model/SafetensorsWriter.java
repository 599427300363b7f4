/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a safetensors file: all tensors declared first, then their elements in the declared order,
 * in pieces of any size, so that no tensor need be in memory whole. The file appears under its name
 * when it is complete; until then it has the suffix {@code .part}. For one thread.
 */
public final class SafetensorsWriter implements AutoCloseable {
  /**
   * A tensor that is to come.
   *
   * @param type F32, F16 or BF16
   */
  public record Declaration(String name, ElementType type, List<Long> shape) {
    /** Checks the type. */
    public Declaration {
      if (!type.isWeight()) {
        throw new IllegalArgumentException(
            "[" + name + "] must be of type F32, F16 or BF16, got [" + type + "]");
      }
      shape = List.copyOf(shape);
    }

    private long elements() {
      return shape.stream().reduce(1L, Math::multiplyExact);
    }
  }

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final List<Declaration> declarations;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private int current;
  private long written;

  private SafetensorsWriter(Path file, List<Declaration> declarations) throws IOException {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.declarations = declarations;
    this.channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  /**
   * Begins a file.
   *
   * @param file replaced when the new one is complete
   * @param tensors all that will be written, in order
   * @param metadata goes into the header; Hugging Face's libraries look for {@code format: pt}
   * @throws IllegalArgumentException when two tensors have one name
   */
  public static SafetensorsWriter create(
      Path file, List<Declaration> tensors, Map<String, String> metadata) throws IOException {
    ByteBuffer header = header(tensors, metadata);
    SafetensorsWriter writer = new SafetensorsWriter(file, List.copyOf(tensors));
    try {
      writer.drain(header);
      return writer;
    } catch (IOException e) {
      writer.close();
      throw e;
    }
  }

  private static ByteBuffer header(List<Declaration> tensors, Map<String, String> metadata) {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject texts = new JsonObject();
      metadata.forEach(texts::addProperty);
      json.add("__metadata__", texts);
    }
    Set<String> names = new HashSet<>();
    long at = 0;
    for (Declaration tensor : tensors) {
      if (!names.add(tensor.name)) {
        throw new IllegalArgumentException("two tensors have the name [" + tensor.name + "]");
      }
      long end =
          Math.addExact(at, Math.multiplyExact(tensor.elements(), (long) tensor.type.bytes()));
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", tensor.type.name());
      entry.add("shape", array(tensor.shape));
      entry.add("data_offsets", array(List.of(at, end)));
      json.add(tensor.name, entry);
      at = end;
    }
    StringBuilder text = new StringBuilder(json.toString());
    // Elements begin at a multiple of 8, as readers that map files like it.
    int length = text.toString().getBytes(StandardCharsets.UTF_8).length;
    text.append(" ".repeat(-length & 7));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length)
        .put(bytes)
        .flip();
  }

  private static JsonArray array(List<Long> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  /**
   * Writes the next elements of a tensor, converted to its type and rounded to nearest.
   *
   * @param tensor the one whose turn it is
   * @param values as many as are left in the buffer; its position moves to its limit
   * @throws IllegalStateException when it is another tensor's turn, or it has no room for so many
   */
  public void write(String tensor, FloatBuffer values) throws IOException {
    advance(tensor);
    String due = current < declarations.size() ? declarations.get(current).name : "none";
    if (!due.equals(tensor)) {
      throw new IllegalStateException("it is the turn of [" + due + "], got [" + tensor + "]");
    }
    Declaration declaration = declarations.get(current);
    if (values.remaining() > declaration.elements() - written) {
      throw new IllegalStateException(
          "[" + tensor + "] has no room for " + values.remaining() + " more values");
    }
    written += values.remaining();
    while (values.hasRemaining()) {
      buffer.clear();
      while (values.hasRemaining() && buffer.remaining() >= Float.BYTES) {
        put(declaration.type, values.get());
      }
      drain(buffer.flip());
    }
  }

  /** Leaves tensors that are complete behind, up to the one that is named. */
  private void advance(String tensor) {
    while (current < declarations.size()
        && written == declarations.get(current).elements()
        && !declarations.get(current).name.equals(tensor)) {
      current++;
      written = 0;
    }
  }

  private void put(ElementType type, float value) {
    switch (type) {
      case F32 -> buffer.putFloat(value);
      case F16 -> buffer.putShort(Float.floatToFloat16(value));
      default -> buffer.putShort(bfloat16(value));
    }
  }

  /** The upper half of a float, rounded to nearest, ties to even. */
  static short bfloat16(float value) {
    int bits = Float.floatToIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> Short.SIZE);
    }
    int odd = (bits >>> Short.SIZE) & 1;
    return (short) ((bits + 0x7FFF + odd) >>> Short.SIZE);
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Gives the file its name.
   *
   * @throws IllegalStateException when elements are missing
   */
  public void finish() throws IOException {
    advance("");
    if (current < declarations.size()) {
      throw new IllegalStateException(
          "[" + declarations.get(current).name + "] has only " + written + " values yet");
    }
    channel.force(true);
    channel.close();
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes the file if it was not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(part);
  }
}
