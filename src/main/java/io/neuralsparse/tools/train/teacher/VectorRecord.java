/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.teacher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A vector as a file has it: the number of ids and of values, 4 bytes each, the key, ids, values,
 * and the CRC-32C of all that; the highest byte first.
 */
record VectorRecord(TextKey key, TextVector vector) {
  private static final int HEAD = 2 * Integer.BYTES + TextKey.BYTES;

  /** No vocabulary, and no network's width, is larger. */
  private static final int MOST = 4_000_000;

  /** Reads bytes of a file, fewer where it ends. */
  interface Source {
    ByteBuffer read(long place, int count) throws IOException;
  }

  /**
   * Reads a record.
   *
   * @param place where it begins
   * @param end where the file ends
   * @return empty when it is not whole
   */
  static Optional<VectorRecord> read(Source source, long place, long end) throws IOException {
    if (end - place < HEAD) {
      return Optional.empty();
    }
    ByteBuffer head = source.read(place, HEAD);
    if (head.remaining() < HEAD) {
      return Optional.empty();
    }
    int ids = head.getInt();
    int values = head.getInt();
    if (values < 0 || values > MOST || (ids != 0 && ids != values)) {
      return Optional.empty();
    }
    int bytes = bytes(ids, values);
    if (end - place < bytes) {
      return Optional.empty();
    }
    ByteBuffer whole = source.read(place, bytes);
    if (whole.remaining() < bytes || whole.getInt(bytes - Integer.BYTES) != checksum(whole)) {
      return Optional.empty();
    }
    whole.position(2 * Integer.BYTES);
    TextKey key = TextKey.read(whole);
    return Optional.of(new VectorRecord(key, TextVector.read(whole, ids, values)));
  }

  private static int bytes(int ids, int values) {
    return HEAD + (ids + values) * Float.BYTES + Integer.BYTES;
  }

  /** Of all but the last four bytes. */
  private static int checksum(ByteBuffer whole) {
    CRC32C sum = new CRC32C();
    sum.update(whole.slice(0, whole.limit() - Integer.BYTES));
    return (int) sum.getValue();
  }

  int bytes() {
    return bytes(vector.ids(), vector.values());
  }

  ByteBuffer encode() {
    ByteBuffer whole = ByteBuffer.allocate(bytes());
    whole.putInt(vector.ids()).putInt(vector.values());
    key.write(whole);
    vector.write(whole);
    return whole.putInt(checksum(whole)).flip();
  }
}
