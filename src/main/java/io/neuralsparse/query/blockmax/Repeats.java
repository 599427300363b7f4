/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Tells what is asked for again from what is asked for once, in 256 KB: a table of hashes. Two
 * things may share a place, then the later one counts; two may share a hash, then one counts as the
 * other. Thread-safe.
 */
final class Repeats {
  private static final int PLACES = 1 << 16;

  private final AtomicIntegerArray hashes = new AtomicIntegerArray(PLACES);

  /** True if the same was asked before, and not many others since. */
  boolean isRepeated(Object thing) {
    int hash = mixed(thing);
    return hashes.getAndSet(place(hash), hash) == hash;
  }

  /** The next time will be the first. */
  void forget(Object thing) {
    int hash = mixed(thing);
    hashes.compareAndSet(place(hash), hash, 0);
  }

  /** Never 0: the finalizer of MurmurHash3, so that the upper bits say a place. */
  private static int mixed(Object thing) {
    int hash = thing.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) | 1;
  }

  private static int place(int hash) {
    return hash >>> 16;
  }
}
