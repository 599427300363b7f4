/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.vector;

import java.util.List;
import java.util.Map;
import org.opensearch.test.OpenSearchTestCase;

public class SparseVectorTests extends OpenSearchTestCase {
  public void testHeaviestComesFirstAndTiesGoByToken() {
    SparseVector vector = SparseVector.of(Map.of("b", 1f, "a", 1f, "c", 2f));
    assertEquals(
        List.of(
            new SparseVector.Entry("c", 2f),
            new SparseVector.Entry("a", 1f),
            new SparseVector.Entry("b", 1f)),
        vector.entries());
    assertEquals(List.of("c", "a", "b"), List.copyOf(vector.toMap().keySet()));
  }

  public void testEqualityDoesNotDependOnTheOrderGiven() {
    assertEquals(
        SparseVector.of(Map.of("x", 1f, "y", 2f)), SparseVector.of(Map.of("y", 2f, "x", 1f)));
    assertNotEquals(SparseVector.of(Map.of("x", 1f)), SparseVector.of(Map.of("x", 2f)));
  }

  public void testWeightsArePositiveAndFinite() {
    for (float weight : new float[] {0f, -0f, -1f, Float.NaN, Float.POSITIVE_INFINITY}) {
      IllegalArgumentException e =
          expectThrows(
              IllegalArgumentException.class, () -> SparseVector.of(Map.of("tok", weight)));
      assertEquals(
          "the weight of token [tok] must be positive and finite, got [" + weight + "]",
          e.getMessage());
    }
    assertEquals(1, SparseVector.of(Map.of("tok", Float.MIN_VALUE)).size());
  }

  public void testTokensAreNotEmpty() {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> SparseVector.of(Map.of("", 1f)));
    assertEquals("a token must not be empty", e.getMessage());
  }

  public void testEntriesCannotBeChanged() {
    SparseVector vector = SparseVector.of(Map.of("x", 1f));
    expectThrows(UnsupportedOperationException.class, () -> vector.entries().clear());
  }
}
