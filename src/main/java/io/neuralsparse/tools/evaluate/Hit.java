/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** A document that a search found. */
public record Hit(String id, float score) {
  /**
   * The order in which trec_eval ranks, whatever order hits came in: by falling score as a float,
   * those of one score by falling id, compared byte by byte.
   */
  static final Comparator<Hit> TREC_ORDER =
      (a, b) -> a.score != b.score ? Float.compare(b.score, a.score) : bytes(b.id, a.id);

  private static int bytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
