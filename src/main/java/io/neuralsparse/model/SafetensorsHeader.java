/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The header of a safetensors file, checked: eight bytes with the length n of the header, unsigned
 * and little-endian; n bytes of JSON, tensor name → {@code {"dtype", "shape", "data_offsets":
 * [begin, end]}} with offsets counted from the end of the header, and {@code "__metadata__"}, text
 * → text; then the elements.
 *
 * <p>Nothing in the file is trusted: lengths are compared with the file's before anything is
 * allocated, each tensor's extent with its type and shape, and the extents must tile the rest of
 * the file: no gap, no overlap, nothing left over.
 *
 * @param tensors by name, in the file's order
 * @param metadata what the writer had to say
 */
record SafetensorsHeader(Map<String, Extent> tensors, Map<String, String> metadata) {
  /**
   * Where a tensor lies.
   *
   * @param begin first byte, counted from the start of the file
   * @param bytes how many
   */
  record Extent(ElementType type, List<Long> shape, long begin, long bytes) {}

  /** Real headers have some 20 KB. */
  static final int MAX_LENGTH = 1 << 24;

  private static final int MAX_DIMENSIONS = 16;
  private static final String METADATA = "__metadata__";

  /**
   * Reads a file's header.
   *
   * @param name the file, for messages
   * @throws ModelException when it is not as it must be
   */
  static SafetensorsHeader read(ModelFolder folder, String name, Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return new Parser(folder, name, channel.size()).read(channel);
    } catch (IOException e) {
      throw folder.fault(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static final class Parser {
    private final ModelFolder folder;
    private final String name;
    private final long size;
    private long start;

    Parser(ModelFolder folder, String name, long size) {
      this.folder = folder;
      this.name = name;
      this.size = size;
    }

    SafetensorsHeader read(FileChannel channel) throws IOException {
      String json = json(channel);
      Map<String, Extent> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      try (JsonReader reader = new JsonReader(new StringReader(json))) {
        reader.setStrictness(Strictness.STRICT);
        reader.beginObject();
        while (reader.hasNext()) {
          String key = reader.nextName();
          if (key.equals(METADATA)) {
            readMetadata(reader, metadata);
          } else if (tensors.put(key, extent(reader, key)) != null) {
            throw fault("tensor [" + key + "] is there twice");
          }
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
          throw new IOException("something follows the first value");
        }
      } catch (IOException | IllegalStateException | NumberFormatException | JsonParseException e) {
        throw folder.fault(name, "the header is not the JSON that is due there: " + first(e), e);
      }
      checkTiling(tensors);
      return new SafetensorsHeader(tensors, metadata);
    }

    private String json(FileChannel channel) throws IOException {
      if (size < Long.BYTES) {
        throw fault("has " + size + " bytes, too few for a safetensors file");
      }
      long length = bytes(channel, 0, Long.BYTES).getLong();
      // As unsigned: what is beyond the largest long shows as negative.
      if (length < 0 || length > MAX_LENGTH) {
        throw fault(
            "says that its header has "
                + Long.toUnsignedString(length)
                + " bytes; "
                + MAX_LENGTH
                + " is the most, so this is no safetensors file");
      }
      start = Long.BYTES + length;
      if (start > size) {
        throw fault("is cut off: the header has " + length + " bytes, the whole file only " + size);
      }
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(bytes(channel, Long.BYTES, (int) length))
            .toString();
      } catch (CharacterCodingException e) {
        throw folder.fault(name, "the header is not UTF-8", e);
      }
    }

    private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from + bytes.position()) < 0) {
          throw new EOFException("the file has become shorter while it was read");
        }
      }
      return bytes.flip();
    }

    private static void readMetadata(JsonReader reader, Map<String, String> metadata)
        throws IOException {
      reader.beginObject();
      while (reader.hasNext()) {
        metadata.put(reader.nextName(), reader.nextString());
      }
      reader.endObject();
    }

    private Extent extent(JsonReader reader, String tensor) throws IOException {
      String type = null;
      List<Long> shape = null;
      List<Long> offsets = null;
      reader.beginObject();
      while (reader.hasNext()) {
        String key = reader.nextName();
        switch (key) {
          case "dtype" -> type = once(type, reader.nextString(), tensor, key);
          case "shape" -> shape = once(shape, numbers(reader, tensor, key), tensor, key);
          case "data_offsets" -> offsets = once(offsets, numbers(reader, tensor, key), tensor, key);
          default -> reader.skipValue();
        }
      }
      reader.endObject();
      if (type == null || shape == null || offsets == null || offsets.size() != 2) {
        throw fault(
            "tensor [" + tensor + "] must have [dtype], [shape], and two numbers [data_offsets]");
      }
      return checked(tensor, elementType(tensor, type), shape, offsets.get(0), offsets.get(1));
    }

    private <T> T once(T before, T value, String tensor, String key) {
      if (before != null) {
        throw fault("tensor [" + tensor + "] has [" + key + "] twice");
      }
      return value;
    }

    private List<Long> numbers(JsonReader reader, String tensor, String key) throws IOException {
      List<Long> numbers = new ArrayList<>();
      reader.beginArray();
      while (reader.hasNext()) {
        // The text of the number: nextLong would take 1.0 and "1".
        String text = reader.peek() == JsonToken.NUMBER ? reader.nextString() : "";
        if (!text.matches("[0-9]{1,18}")) {
          throw fault(
              "[" + key + "] of tensor [" + tensor + "] must be whole numbers from 0 to 10^18 - 1");
        }
        if (numbers.size() == MAX_DIMENSIONS) {
          throw fault("[" + key + "] of tensor [" + tensor + "] has more than " + MAX_DIMENSIONS);
        }
        numbers.add(Long.parseLong(text));
      }
      reader.endArray();
      return List.copyOf(numbers);
    }

    private ElementType elementType(String tensor, String type) {
      try {
        return ElementType.valueOf(type);
      } catch (IllegalArgumentException e) {
        throw folder.fault(
            name,
            "tensor ["
                + tensor
                + "] has the type ["
                + type
                + "], known are "
                + List.of(ElementType.values()),
            e);
      }
    }

    private Extent checked(
        String tensor, ElementType type, List<Long> shape, long begin, long end) {
      if (begin > end || end > size - start) {
        throw fault(
            "tensor ["
                + tensor
                + "] lies at ["
                + begin
                + ", "
                + end
                + "] of "
                + (size - start)
                + " bytes: the file is cut off or damaged");
      }
      Optional<Long> due = product(type, shape);
      if (due.isEmpty() || due.get() != end - begin) {
        throw fault(
            "tensor ["
                + tensor
                + "] of type "
                + type
                + " and shape "
                + shape
                + " needs "
                + due.map(bytes -> bytes + " bytes").orElse("more bytes than can be counted")
                + ", but has "
                + (end - begin));
      }
      return new Extent(type, shape, start + begin, end - begin);
    }

    /** Bytes of a tensor, or nothing if they exceed a long. */
    private static Optional<Long> product(ElementType type, List<Long> shape) {
      long bytes = type.bytes();
      for (long dimension : shape) {
        if (Math.multiplyHigh(bytes, dimension) != 0 || bytes * dimension < 0) {
          return Optional.empty();
        }
        bytes *= dimension;
      }
      return Optional.of(bytes);
    }

    private void checkTiling(Map<String, Extent> tensors) {
      List<Map.Entry<String, Extent>> inOrder = new ArrayList<>(tensors.entrySet());
      inOrder.sort(
          Comparator.<Map.Entry<String, Extent>>comparingLong(e -> e.getValue().begin())
              .thenComparingLong(e -> e.getValue().bytes()));
      long at = start;
      for (Map.Entry<String, Extent> entry : inOrder) {
        long begin = entry.getValue().begin();
        if (begin != at) {
          throw fault(
              "tensor ["
                  + entry.getKey()
                  + "] begins at byte "
                  + (begin - start)
                  + (begin < at ? ", inside the one before it, which ends at " : ", a gap after ")
                  + (at - start));
        }
        at += entry.getValue().bytes();
      }
      if (at != size) {
        throw fault((size - at) + " bytes follow the last tensor");
      }
    }

    private ModelException fault(String cause) {
      return folder.fault(name, cause);
    }

    private static String first(Exception e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }
}
