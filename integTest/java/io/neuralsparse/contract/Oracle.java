/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The scores that documents must get, by plain arithmetic over all of them. */
final class Oracle {
  /** What a formula gives for a document that must not be found. */
  static final double NO_MATCH = Double.NaN;

  /** A document and its score. */
  record Scored(Doc doc, double score) {}

  private Oracle() {}

  /** What is left of a weight in the index: sign, exponent and 8 bits of fraction. */
  static float trunc9(float weight) {
    return Float.intBitsToFloat(Float.floatToIntBits(weight) >>> 15 << 15);
  }

  /** The sum over common tokens of query weight × kept weight; {@link #NO_MATCH} without any. */
  static double dot(Map<String, Float> query, Map<String, Float> vector) {
    double sum = 0;
    boolean found = false;
    for (Map.Entry<String, Float> entry : query.entrySet()) {
      Float weight = vector.get(entry.getKey());
      if (weight != null) {
        found = true;
        sum += (double) entry.getValue() * trunc9(weight);
      }
    }
    return found ? sum : NO_MATCH;
  }

  /** All documents that the formula matches, best first; equal ones in their order. */
  static List<Scored> ranking(Collection<Doc> docs, ToDoubleFunction<Doc> formula) {
    return docs.stream()
        .map(doc -> new Scored(doc, formula.applyAsDouble(doc)))
        .filter(scored -> !Double.isNaN(scored.score))
        .sorted(Comparator.comparingDouble(Scored::score).reversed())
        .toList();
  }
}
