/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Whoever keeps tensors while the files may change opens them with {@link #openToKeep}.
 */
public final class Safetensors implements Tensors {
  private record Place(Path file, String name, SafetensorsHeader.Extent extent) {}

  private final ModelFolder folder;
  private final String files;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();
  private final boolean keeping;
  private PrivateFile kept;
  private volatile boolean closed;

  private Safetensors(ModelFolder folder, String files, boolean keeping) {
    this.keeping = keeping;
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
    return open(folder, files, false);
  }

  /**
   * As {@link #open}; {@link #lasting} gives tensors of a private copy in the folder for temporary
   * files, which stay as they are whatever becomes of the model's files.
   */
  public static Tensors openToKeep(ModelFolder folder, List<Path> files) {
    return open(folder, files, true);
  }

  private static Tensors open(ModelFolder folder, List<Path> files, boolean keeping) {
    List<String> names = new ArrayList<>();
    files.forEach(file -> names.add(folder.relative(file)));
    Safetensors tensors = new Safetensors(folder, String.join(", ", names), keeping);
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

  @Override
  public Tensor lasting(String name, List<Long> shape) {
    Tensor tensor = weights(name, shape);
    return keeping
        ? new Tensor(name, tensor.type(), tensor.shape(), keep(name, place(name)))
        : tensor;
  }

  private synchronized ByteBuffer keep(String tensor, Place place) {
    try (FileChannel channel = FileChannel.open(place.file)) {
      if (kept == null) {
        kept = new PrivateFile();
      }
      return kept.copy(channel, place.extent.begin(), place.extent.bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw folder.fault(
          place.name,
          "tensor ["
              + tensor
              + "] cannot be copied to the folder for temporary files: "
              + e.getMessage(),
          e);
    }
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
  public synchronized void close() {
    closed = true;
    if (kept != null) {
      try {
        kept.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
