/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.data;

/**
 * Pseudo-random numbers that are the same on every machine and every JDK: SplitMix64 (Steele, Lea,
 * Flood 2014), whose state begins with a mixture of some keys.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** The numbers that belong to some keys; the order of the keys matters. */
  Draws(long... keys) {
    for (long key : keys) {
      state = mix(state + GOLDEN) ^ key;
    }
    state = mix(state + GOLDEN);
  }

  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** From 0 to below 1. */
  double share() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** From 0 to below a bound that is above 0. */
  int below(int bound) {
    return (int) Math.multiplyHigh(next() >>> 1, (long) bound << 1);
  }

  /** Brings numbers into an order, each as likely as any other. */
  void shuffle(int[] numbers) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = below(i + 1);
      int kept = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = kept;
    }
  }

  /** The numbers from 0 to below a bound in a random order. */
  int[] permutation(int bound) {
    int[] numbers = new int[bound];
    for (int i = 0; i < bound; i++) {
      numbers[i] = i;
    }
    shuffle(numbers);
    return numbers;
  }
}
