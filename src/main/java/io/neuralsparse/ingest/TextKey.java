/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.encode.LongText;
import io.neuralsparse.vector.Pruning;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a text as one loading of a model reads it: the first 128 bits of a SHA-256. Two texts
 * that have the same key are the same text, read the same way.
 */
record TextKey(long high, long low) {
  private static final int CHUNK = 4096;

  /** The same text, with light tokens dropped. */
  TextKey pruned(Pruning pruning) {
    long odd = 0x9E3779B97F4A7C15L;
    long rule = pruning.type().label().hashCode() * odd + Double.doubleToLongBits(pruning.ratio());
    return new TextKey(high ^ (rule * odd), low + rule);
  }

  /** Makes the keys of texts that are read the same way. For one thread at a time. */
  static final class Maker {
    private final MessageDigest start;
    private final byte[] chunk = new byte[2 * CHUNK];

    /**
     * A maker of keys.
     *
     * @param generation of the model's loading
     */
    Maker(String model, long generation, LongText longText) {
      try {
        start = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
      byte[] name = model.getBytes(StandardCharsets.UTF_8);
      start.update(
          ByteBuffer.allocate(Long.BYTES + 4 * Integer.BYTES + name.length)
              .putLong(generation)
              .putInt(longText.mode() == LongText.Mode.TRUNCATE ? 0 : 1)
              .putInt(longText.overlap())
              .putInt(longText.maxWindows())
              .putInt(name.length)
              .put(name)
              .flip());
    }

    /** The key of a text: of its chars, so that halves of surrogate pairs count as they are. */
    TextKey key(String text) {
      MessageDigest digest;
      try {
        digest = (MessageDigest) start.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("Java's own SHA-256 can be copied", e);
      }
      for (int from = 0; from < text.length(); from += CHUNK) {
        int to = Math.min(text.length(), from + CHUNK);
        int bytes = 0;
        for (int i = from; i < to; i++) {
          char c = text.charAt(i);
          chunk[bytes++] = (byte) (c >> 8);
          chunk[bytes++] = (byte) c;
        }
        digest.update(chunk, 0, bytes);
      }
      ByteBuffer sum = ByteBuffer.wrap(digest.digest());
      return new TextKey(sum.getLong(), sum.getLong());
    }
  }
}
