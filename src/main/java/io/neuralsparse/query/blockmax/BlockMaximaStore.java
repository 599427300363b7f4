/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.blockmax;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Maxima by segment and term, up to a limit in bytes; the least recently used go first. One lock
 * guards all of it and is held for moments only; nothing foreign but {@code released} runs under
 * it.
 */
final class BlockMaximaStore {
  /** What key, map entry and list links of a term take of the heap. */
  private static final long ENTRY = 256;

  /** A term of a field in a segment. */
  record TermKey(Object segment, String field, String token) {}

  private final LinkedHashMap<TermKey, BlockMaxima> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Object, Set<TermKey>> segments = new HashMap<>();
  private final LongConsumer released;
  private boolean open;
  private long limit;
  private long bytes;
  private long hits;
  private long misses;
  private long evictions;

  /**
   * Empty.
   *
   * @param limit in bytes
   * @param open whether it takes anything
   * @param released is told how many bytes have gone out
   */
  BlockMaximaStore(long limit, boolean open, LongConsumer released) {
    this.limit = limit;
    this.open = open;
    this.released = released;
  }

  /** The most that a term's maxima can take in {@link #put}. */
  static long atMost(int docFreq, int maxDoc) {
    long blocks = BlockMaxima.blocks(maxDoc);
    return ENTRY + Math.min(3L * docFreq + blocks / 64, 2 * blocks) + 160;
  }

  private static long weight(BlockMaxima maxima) {
    return ENTRY + maxima.bytes();
  }

  synchronized BlockMaxima get(TermKey key) {
    BlockMaxima found = entries.get(key);
    if (found == null) {
      misses++;
    } else {
      hits++;
    }
    return found;
  }

  /** From now on keeps what belongs to a segment; false when it does so already. */
  synchronized boolean add(Object segment) {
    return segments.putIfAbsent(segment, new HashSet<>()) == null;
  }

  /** Drops a segment and all that belongs to it. */
  synchronized void remove(Object segment) {
    Set<TermKey> keys = segments.remove(segment);
    if (keys != null) {
      for (TermKey key : keys) {
        release(entries.remove(key));
      }
    }
  }

  /**
   * Keeps a term's maxima, if there aren't any yet, and its segment is known.
   *
   * @return the bytes they take; 0 when they aren't kept
   */
  synchronized long put(TermKey key, BlockMaxima maxima) {
    Set<TermKey> keys = segments.get(key.segment());
    long weight = weight(maxima);
    if (!open || keys == null || weight > limit || keys.contains(key)) {
      return 0;
    }
    evictTo(limit - weight);
    entries.put(key, maxima);
    keys.add(key);
    bytes += weight;
    return weight;
  }

  /**
   * Lets go of what is least recently used, until so many bytes go in.
   *
   * @param wanted bytes
   * @param most the most bytes that may be in, negative for any number, times {@code overhead}
   * @return false when so many never go in
   */
  synchronized boolean makeRoom(long wanted, long most, double overhead) {
    long allowed =
        most < 0 ? limit : (long) Math.min((double) limit, (double) most / Math.max(overhead, 1));
    if (!open || wanted > allowed) {
      return false;
    }
    evictTo(allowed - wanted);
    return true;
  }

  /** Sets the limit in bytes. */
  synchronized void limit(long newLimit) {
    limit = newLimit;
    evictTo(limit);
  }

  /** Closed, it is empty and takes nothing. */
  synchronized void open(boolean newOpen) {
    open = newOpen;
    if (!open) {
      clear();
    }
  }

  synchronized void clear() {
    entries.values().forEach(this::release);
    entries.clear();
    segments.values().forEach(Set::clear);
  }

  private void evictTo(long most) {
    Iterator<Map.Entry<TermKey, BlockMaxima>> eldest = entries.entrySet().iterator();
    while (bytes > most && eldest.hasNext()) {
      Map.Entry<TermKey, BlockMaxima> entry = eldest.next();
      eldest.remove();
      segments.get(entry.getKey().segment()).remove(entry.getKey());
      release(entry.getValue());
      evictions++;
    }
  }

  private void release(BlockMaxima gone) {
    bytes -= weight(gone);
    released.accept(weight(gone));
  }

  synchronized BlockMaximaStats stats(long builds, long refusals) {
    return new BlockMaximaStats(
        entries.size(), bytes, limit, hits, misses, evictions, builds, refusals);
  }
}
