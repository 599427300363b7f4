/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts members into as few batches as hold them, of sizes that differ by one at most, such that no
 * two members of a batch share a key. Where that takes more or smaller batches, there are some.
 */
final class Bins {
  private final int capacity;
  private final List<List<Integer>> bins = new ArrayList<>();
  private final Map<Long, BitSet> taken = new HashMap<>();

  private Bins(int members, int size) {
    int count = (members + size - 1) / size;
    this.capacity = (members + count - 1) / count;
    for (int i = 0; i < count; i++) {
      bins.add(new ArrayList<>(capacity));
    }
  }

  /** Keys of a member. */
  interface Keys {
    /** Those of one. */
    long[] of(int member);
  }

  /**
   * Parts members.
   *
   * @param members at least one, in random order
   * @param size most members of a batch
   */
  static List<int[]> part(int[] members, Keys keys, int size) {
    Bins bins = new Bins(members.length, size);
    long[] all = Arrays.stream(members).mapToObj(keys::of).flatMapToLong(Arrays::stream).toArray();
    Arrays.sort(all);
    for (int i = 1; i < all.length; i++) {
      if (all[i] == all[i - 1]) {
        bins.taken.putIfAbsent(all[i], new BitSet());
      }
    }
    List<Integer> free = new ArrayList<>();
    int turn = 0;
    for (int member : members) {
      List<BitSet> shared = bins.shared(keys.of(member));
      if (shared.isEmpty()) {
        free.add(member);
      } else {
        bins.place(member, shared, turn);
        turn++;
      }
    }
    bins.level(free);
    return bins.bins.stream()
        .filter(bin -> !bin.isEmpty())
        .map(bin -> bin.stream().mapToInt(Integer::intValue).toArray())
        .toList();
  }

  private List<BitSet> shared(long[] keys) {
    List<BitSet> shared = new ArrayList<>(keys.length);
    for (long key : keys) {
      BitSet bitSet = taken.get(key);
      if (bitSet != null) {
        shared.add(bitSet);
      }
    }
    return shared;
  }

  /** Into the first batch from one on that has none of its keys, or a new one. */
  private void place(int member, List<BitSet> shared, int first) {
    int count = bins.size();
    int place = count;
    for (int i = 0; i < count; i++) {
      int bin = (first + i) % count;
      if (bins.get(bin).size() < capacity && shared.stream().noneMatch(set -> set.get(bin))) {
        place = bin;
        break;
      }
    }
    if (place == count) {
      bins.add(new ArrayList<>());
    }
    bins.get(place).add(member);
    for (BitSet set : shared) {
      set.set(place);
    }
  }

  /** Fills up those that have the fewest, by turns. */
  private void level(List<Integer> free) {
    int level = 0;
    int bin = 0;
    for (int member : free) {
      while (bins.get(bin).size() > level) {
        bin++;
        if (bin == bins.size()) {
          bin = 0;
          level++;
        }
      }
      bins.get(bin).add(member);
    }
  }
}
