/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors of one teacher in a file that only grows. In memory is where each is, about 100 bytes
 * a text; vectors are read when they are asked for. For one thread, and one process at a time.
 *
 * <p>The file: {@code NSVECTOR}, version, SHA-256 of the teacher's identity, then records of {@link
 * VectorRecord}. What a process that was killed left of its last record fails its checksum: the
 * file is read up to there and cut.
 */
final class VectorCache implements AutoCloseable {
  private static final byte[] MAGIC = "NSVECTOR".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int DIGEST = 32;
  private static final int HEADER = MAGIC.length + Integer.BYTES + DIGEST;

  private final Path file;
  private final FileChannel channel;
  private final Map<TextKey, Long> places = new HashMap<>();
  private long end = HEADER;
  private long cut;

  private VectorCache(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file, or makes it.
   *
   * @param identity of the teacher
   * @throws IOException when it holds something else or another teacher's vectors, when another
   *     process has it open, or it cannot be read or written
   */
  static VectorCache open(Path file, String identity) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    VectorCache cache = new VectorCache(file, channel);
    try {
      cache.lock();
      cache.readHeader(TextKey.sha256(identity.getBytes(StandardCharsets.UTF_8)));
      cache.readRecords();
      return cache;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Held until the file is closed. */
  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new IOException(inUse(), e);
    }
    if (lock == null) {
      throw new IOException(inUse());
    }
  }

  private String inUse() {
    return "[" + file + "] is in use: one training at a time can keep vectors in it";
  }

  private void readHeader(byte[] teacher) throws IOException {
    ByteBuffer expected =
        ByteBuffer.allocate(HEADER).put(MAGIC).putInt(VERSION).put(teacher).flip();
    ByteBuffer found = read(0, (int) Math.min(HEADER, channel.size()));
    if (found.remaining() < HEADER && expected.slice(0, found.remaining()).equals(found)) {
      write(expected, 0); // new, or cut while it was made
      channel.truncate(HEADER);
      return;
    }
    byte[] bytes = new byte[HEADER];
    found.get(bytes, 0, found.remaining());
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("[" + file + "] is not a file of teachers' vectors");
    }
    int version = ByteBuffer.wrap(bytes).getInt(MAGIC.length);
    if (version != VERSION) {
      throw new IOException(
          "[" + file + "] has version [" + version + "], the newest known is [" + VERSION + "]");
    }
    if (!MessageDigest.isEqual(Arrays.copyOfRange(bytes, HEADER - DIGEST, HEADER), teacher)) {
      throw new IOException(
          "["
              + file
              + "] has the vectors of another teacher, or of this one before it changed: remove it,"
              + " or name another file");
    }
  }

  /** Finds where records are, and cuts what follows the last whole one. */
  private void readRecords() throws IOException {
    long size = channel.size();
    while (end < size) {
      Optional<VectorRecord> record = VectorRecord.read(this::read, end, size);
      if (record.isEmpty()) {
        break;
      }
      places.put(record.get().key(), end);
      end += record.get().bytes();
    }
    cut = size - end;
    channel.truncate(end);
  }

  /** The number of vectors. */
  int size() {
    return places.size();
  }

  /** The bytes that were cut when the file was opened. */
  long cut() {
    return cut;
  }

  /**
   * The vector of a text, if it is kept.
   *
   * @throws IOException when it cannot be read any more
   */
  Optional<TextVector> get(TextSide side, String text) throws IOException {
    Long place = places.get(TextKey.of(side, text));
    if (place == null) {
      return Optional.empty();
    }
    return Optional.of(
        VectorRecord.read(this::read, place, end)
            .orElseThrow(() -> new IOException("[" + file + "] has changed at byte " + place))
            .vector());
  }

  /** Keeps vectors, one for each text. */
  void put(TextSide side, List<String> texts, List<TextVector> vectors) throws IOException {
    for (int i = 0; i < texts.size(); i++) {
      VectorRecord record = new VectorRecord(TextKey.of(side, texts.get(i)), vectors.get(i));
      write(record.encode(), end);
      places.put(record.key(), end);
      end += record.bytes();
    }
  }

  /** As many of the bytes as there are. */
  private ByteBuffer read(long place, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer, place + buffer.position()) >= 0) {
      // until it is full, or the file ends
    }
    return buffer.flip();
  }

  private void write(ByteBuffer buffer, long place) throws IOException {
    long next = place;
    while (buffer.hasRemaining()) {
      next += channel.write(buffer, next);
    }
  }

  /** Waits until all is on the disk. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }
}
