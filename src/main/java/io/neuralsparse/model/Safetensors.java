/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tensors of safetensors files, one file or the shards of a model; mapped into memory when they
 * are asked for, not copied. (A tensor that does not begin at a multiple of its elements' size is
 * copied; files of the last years have none.) Files stay open only while something is mapped.
 */
public final class Safetensors implements Tensors {
  private record Place(Path file, String name, SafetensorsHeader.Extent extent) {}

  private final ModelFolder folder;
  private final String files;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();
  private volatile boolean closed;

  private Safetensors(ModelFolder folder, String files) {
    this.folder = folder;
    this.files = files;
  }

  /**
   * Reads and checks the headers.
   *
   * @param folder the model's
   * @param files one or more files of the folder
   * @throws ModelException when one is not as it must be, or two have a tensor of one name
   */
  public static Tensors open(ModelFolder folder, List<Path> files) {
    List<String> names = new ArrayList<>();
    files.forEach(file -> names.add(folder.relative(file)));
    Safetensors tensors = new Safetensors(folder, String.join(", ", names));
    for (int i = 0; i < files.size(); i++) {
      tensors.add(files.get(i), names.get(i));
    }
    return tensors;
  }

  private void add(Path file, String name) {
    SafetensorsHeader header = SafetensorsHeader.read(folder, name, file);
    metadata.putAll(header.metadata());
    header
        .tensors()
        .forEach(
            (tensor, extent) -> {
              Place before = places.put(tensor, new Place(file, name, extent));
              if (before != null) {
                throw folder.fault(
                    name, "tensor [" + tensor + "] is in [" + before.name + "] already");
              }
            });
  }

  @Override
  public boolean has(String name) {
    return places.containsKey(name);
  }

  @Override
  public Tensor get(String name) {
    if (closed) {
      throw new IllegalStateException("the tensors of model [" + folder.name() + "] are closed");
    }
    Place place = place(name);
    return new Tensor(name, place.extent.type(), place.extent.shape(), data(name, place));
  }

  @Override
  public Tensor weights(String name, List<Long> shape) {
    Place place = place(name);
    if (!place.extent.type().isWeight()) {
      throw folder.fault(
          place.name,
          "tensor ["
              + name
              + "] has the type ["
              + place.extent.type()
              + "], weights must be F32, F16 or BF16");
    }
    if (!place.extent.shape().equals(shape)) {
      throw folder.fault(
          place.name,
          "tensor ["
              + name
              + "] has the shape "
              + place.extent.shape()
              + ", the configuration calls for "
              + shape);
    }
    return get(name);
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw folder.fault(files, "tensor [" + name + "] is missing");
    }
    return place;
  }

  private ByteBuffer data(String tensor, Place place) {
    long bytes = place.extent.bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw folder.fault(
          place.name, "tensor [" + tensor + "] has " + bytes + " bytes; 2 GB is the most");
    }
    try (FileChannel channel = FileChannel.open(place.file)) {
      if (channel.size() < place.extent.begin() + bytes) {
        throw new EOFException("the file has become shorter since it was opened");
      }
      if (place.extent.begin() % place.extent.type().bytes() == 0) {
        return channel
            .map(FileChannel.MapMode.READ_ONLY, place.extent.begin(), bytes)
            .order(ByteOrder.LITTLE_ENDIAN);
      }
      return copy(channel, place.extent).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw folder.fault(
          place.name, "tensor [" + tensor + "] cannot be read: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer copy(FileChannel channel, SafetensorsHeader.Extent extent)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocateDirect((int) extent.bytes());
    while (data.hasRemaining()) {
      if (channel.read(data, extent.begin() + data.position()) < 0) {
        throw new EOFException("the file has become shorter while it was read");
      }
    }
    return data.flip().asReadOnlyBuffer();
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(places.keySet());
  }

  @Override
  public long bytes() {
    return places.values().stream().mapToLong(place -> place.extent.bytes()).sum();
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  public void close() {
    closed = true;
  }
}
