/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How many vectors there are, with how many active tokens, and how many have which. */
final class TokenCounts {
  private final Map<String, Integer> frequencies = new HashMap<>();
  private int[] sizes = new int[1];
  private int vectors;
  private long tokens;

  /** Counts one vector. */
  void add(Collection<String> active) {
    vectors++;
    tokens += active.size();
    active.forEach(token -> frequencies.merge(token, 1, Integer::sum));
    if (active.size() >= sizes.length) {
      sizes = Arrays.copyOf(sizes, active.size() + 1);
    }
    sizes[active.size()]++;
  }

  /** The number of vectors. */
  int vectors() {
    return vectors;
  }

  /** The mean number of active tokens. */
  double mean() {
    return vectors == 0 ? 0 : (double) tokens / vectors;
  }

  /** At place i the number of vectors with i active tokens. */
  int[] sizes() {
    return sizes.clone();
  }

  /**
   * FLOPS: over all tokens, the sum of the share of these vectors that have it times the share of
   * the others that do, which is the number of tokens that two have in common in the mean.
   */
  double flops(TokenCounts others) {
    double sum = 0;
    for (Map.Entry<String, Integer> each : frequencies.entrySet()) {
      sum += (double) each.getValue() * others.frequencies.getOrDefault(each.getKey(), 0);
    }
    return vectors == 0 || others.vectors == 0 ? 0 : sum / vectors / others.vectors;
  }
}
