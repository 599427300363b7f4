/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A temporary file that nobody else can write to or cut, as it has no name any more: what is mapped
 * from it stays as it is. (A mapped file that somebody cuts ends the process that reads behind the
 * cut.) Its space on the disk is free again when the last mapping is gone.
 */
final class PrivateFile implements AutoCloseable {
  /** Where mappings begin; every type of element fits. */
  private static final int ALIGNMENT = 64;

  private final FileChannel channel;

  PrivateFile() throws IOException {
    Path path = Files.createTempFile("neural-sparse-weights", null);
    // The name goes at once where the system allows it.
    this.channel =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  /**
   * Copies a part of another file.
   *
   * @throws EOFException when that file ends before the part does
   */
  MappedByteBuffer copy(FileChannel from, long begin, long bytes) throws IOException {
    long start = Math.ceilDiv(channel.size(), ALIGNMENT) * ALIGNMENT;
    channel.position(start);
    for (long done = 0; done < bytes; ) {
      long copied = from.transferTo(begin + done, bytes - done, channel);
      if (copied <= 0) {
        throw new EOFException("the file has become shorter while it was read");
      }
      done += copied;
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, start, bytes);
  }

  /** What is mapped stays. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
