/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.vector;

import java.util.Map;
import java.util.Set;
import org.opensearch.test.OpenSearchTestCase;

public class PruningTests extends OpenSearchTestCase {
  /** Sum 10, largest 4. */
  private static final SparseVector VECTOR =
      SparseVector.of(Map.of("a", 4f, "b", 3f, "c", 2f, "d", 1f));

  private static void assertKeeps(Set<String> tokens, Pruning.Type type, double ratio) {
    SparseVector pruned = new Pruning(type, ratio).apply(VECTOR);
    assertEquals(tokens, pruned.toMap().keySet());
    pruned.toMap().forEach((token, weight) -> assertEquals(VECTOR.toMap().get(token), weight));
    assertEquals(SparseVector.EMPTY, new Pruning(type, ratio).apply(SparseVector.EMPTY));
  }

  public void testNone() {
    assertSame(VECTOR, Pruning.NONE.apply(VECTOR));
  }

  public void testTopK() {
    assertKeeps(Set.of("a"), Pruning.Type.TOP_K, 1);
    assertKeeps(Set.of("a", "b", "c"), Pruning.Type.TOP_K, 3);
    assertKeeps(Set.of("a", "b", "c", "d"), Pruning.Type.TOP_K, 100);
  }

  public void testAlphaMassKeepsAtLeastOne() {
    assertKeeps(Set.of("a"), Pruning.Type.ALPHA_MASS, 0);
    assertKeeps(Set.of("a"), Pruning.Type.ALPHA_MASS, 0.69);
    assertKeeps(Set.of("a", "b"), Pruning.Type.ALPHA_MASS, 0.7);
    assertKeeps(Set.of("a", "b", "c"), Pruning.Type.ALPHA_MASS, 0.99);
  }

  public void testMaxRatio() {
    assertKeeps(Set.of("a", "b", "c", "d"), Pruning.Type.MAX_RATIO, 0);
    assertKeeps(Set.of("a", "b", "c"), Pruning.Type.MAX_RATIO, 0.5);
    assertKeeps(Set.of("a"), Pruning.Type.MAX_RATIO, 0.99);
  }

  public void testAbsValue() {
    assertKeeps(Set.of("a", "b", "c", "d"), Pruning.Type.ABS_VALUE, 0);
    assertKeeps(Set.of("a", "b"), Pruning.Type.ABS_VALUE, 3);
    assertKeeps(Set.of(), Pruning.Type.ABS_VALUE, 4.5);
  }

  private static void assertRefused(Pruning.Type type, double ratio, String message) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> new Pruning(type, ratio));
    assertEquals(message, e.getMessage());
  }

  public void testRatiosOutOfRange() {
    assertRefused(Pruning.Type.TOP_K, 0, "must be a positive integer for [top_k], got [0.0]");
    assertRefused(Pruning.Type.TOP_K, 2.5, "must be a positive integer for [top_k], got [2.5]");
    assertRefused(Pruning.Type.ALPHA_MASS, 1, "must be in [0, 1) for [alpha_mass], got [1.0]");
    assertRefused(Pruning.Type.MAX_RATIO, -0.1, "must be in [0, 1) for [max_ratio], got [-0.1]");
    assertRefused(
        Pruning.Type.MAX_RATIO, Double.NaN, "must be in [0, 1) for [max_ratio], got [NaN]");
    assertRefused(Pruning.Type.ABS_VALUE, -1, "must be 0 or more for [abs_value], got [-1.0]");
  }

  public void testNames() {
    assertEquals(Pruning.Type.ALPHA_MASS, Pruning.Type.named("alpha_mass"));
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> Pruning.Type.named("TOP_K"));
    assertEquals(
        "must be one of [none, top_k, alpha_mass, max_ratio, abs_value], got [TOP_K]",
        e.getMessage());
  }
}
