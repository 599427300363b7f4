/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * The words of a text as numbers of 64 bits: runs of letters and digits in lower case, and each
 * ideograph. Texts that differ in case, blanks and punctuation alone have the same words; other
 * texts have others, but for a chance of about 10^-19 for each two. Immutable.
 */
final class Words {
  private static final long FNV = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  /** Odd, so that it has an inverse; a run is a polynomial of it. */
  private static final long BASE = 0x9E3779B97F4A7C15L;

  private final long[] numbers;

  private Words(long[] numbers) {
    this.numbers = numbers;
  }

  static Words of(String text) {
    long[] numbers = new long[16];
    int size = 0;
    long word = FNV;
    boolean inside = false;
    for (int i = 0; i <= text.length(); ) {
      int c = i < text.length() ? text.codePointAt(i) : ' ';
      boolean ideograph = Character.isIdeographic(c);
      boolean letter = Character.isLetterOrDigit(c);
      if (inside && (ideograph || !letter)) {
        numbers = size == numbers.length ? Arrays.copyOf(numbers, 2 * size) : numbers;
        numbers[size] = mix(word);
        size++;
        word = FNV;
        inside = false;
      }
      if (letter) {
        word = (word ^ Character.toLowerCase(c)) * FNV_PRIME;
        inside = true;
      }
      if (ideograph) {
        numbers = size == numbers.length ? Arrays.copyOf(numbers, 2 * size) : numbers;
        numbers[size] = mix(word);
        size++;
        word = FNV;
        inside = false;
      }
      i += Character.charCount(c);
    }
    return new Words(Arrays.copyOf(numbers, size));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
    return mixed ^ (mixed >>> 32);
  }

  int size() {
    return numbers.length;
  }

  /** A number for all the words in their order. */
  long all() {
    long all = numbers.length;
    for (long number : numbers) {
      all = all * BASE + number;
    }
    return mix(all);
  }

  /** Adds the numbers of all runs of so many words. */
  void addRuns(int length, LongSet runs) {
    anyRun(
        length,
        run -> {
          runs.add(run);
          return false;
        });
  }

  /** Whether a number of a run of so many words fulfils a condition; stops at the first one. */
  boolean anyRun(int length, LongPredicate condition) {
    long first = 1;
    for (int i = 1; i < length; i++) {
      first *= BASE;
    }
    long run = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (i >= length) {
        run -= numbers[i - length] * first;
      }
      run = run * BASE + numbers[i];
      if (i >= length - 1 && condition.test(run)) {
        return true;
      }
    }
    return false;
  }
}
