/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Random numbers that are the same everywhere: SplitMix64 (Steele, Lea, Flood, "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA 2014). Not thread-safe.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;

  private long state;

  /** The numbers of one item of one stream; neighbouring items have unrelated numbers. */
  Draws(long seed, long stream, long item) {
    state = mix(mix(mix(seed) ^ stream) ^ item);
  }

  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private long next() {
    long value = mix(state);
    state += GOLDEN;
    return value;
  }

  /** In [0, 1). */
  double real() {
    return (next() >>> 11) * UNIT;
  }

  /** In [from, to). */
  double real(double from, double to) {
    return from + real() * (to - from);
  }

  /** In [0, bound). */
  int integer(int bound) {
    return (int) (real() * bound);
  }

  /** A place in a table of rising sums, each as likely as its own part of the last sum. */
  int place(double[] sums) {
    int place = Arrays.binarySearch(sums, real() * sums[sums.length - 1]);
    return Math.min(place < 0 ? -place - 1 : place + 1, sums.length - 1);
  }

  /** Different numbers in [0, bound), in any order (Floyd's way). */
  int[] distinct(int count, int bound) {
    Set<Integer> chosen = new HashSet<>();
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int number = integer(bound - count + i + 1);
      numbers[i] = chosen.add(number) ? number : bound - count + i;
      chosen.add(numbers[i]);
    }
    return numbers;
  }

  /** True with this probability. */
  boolean chance(double probability) {
    return real() < probability;
  }

  /** How often something of this probability, below 1, happens before it first does not. */
  int repeats(double probability, int most) {
    int count = 0;
    while (count < most && chance(probability)) {
      count++;
    }
    return count;
  }

  /**
   * How many trials of this probability fail before one succeeds; at most {@link
   * Integer#MAX_VALUE}.
   */
  int failures(double probability) {
    return probability >= 1 ? 0 : (int) (Math.log1p(-real()) / Math.log1p(-probability));
  }
}
