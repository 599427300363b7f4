/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import io.neuralsparse.vector.SparseVector;

/**
 * Which vector a text was given lately: of many more texts than {@link VectorCache} holds, as only
 * a digest of the vector is kept. Where two texts want one place, the later has it. Thread-safe.
 */
final class KnownVectors {
  private static final int LONGS = 3;

  /** What the table of one text takes. */
  static final int BYTES = LONGS * Long.BYTES;

  private final int mask;
  private long[] table;

  /** A table of the largest power of two of texts, not more than {@code texts}; 0 for none. */
  KnownVectors(int texts) {
    this.mask = Integer.highestOneBit(texts) - 1;
  }

  /** Keeps in mind that a text has this vector. */
  synchronized void remember(TextKey key, SparseVector vector) {
    if (mask < 0) {
      return;
    }
    if (table == null) {
      table = new long[(mask + 1) * LONGS];
    }
    int place = place(key);
    table[place] = key.high();
    table[place + 1] = key.low();
    table[place + 2] = digest(vector);
  }

  /** Whether this is the vector of a text; null where the text is not known. */
  Boolean hasVector(TextKey key, SparseVector vector) {
    long known;
    synchronized (this) {
      if (table == null) {
        return null;
      }
      int place = place(key);
      if (table[place] != key.high() || table[place + 1] != key.low()) {
        return null;
      }
      known = table[place + 2];
    }
    return known == digest(vector);
  }

  private int place(TextKey key) {
    return ((int) key.low() & mask) * LONGS;
  }

  /** 64 bits of tokens and weights, in the vector's order. */
  private static long digest(SparseVector vector) {
    long digest = vector.size();
    for (SparseVector.Entry entry : vector.entries()) {
      digest = mix(digest + entry.token().hashCode());
      digest = mix(digest + Float.floatToIntBits(entry.weight()));
    }
    return digest;
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
