/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opensearch.test.OpenSearchTestCase;

public class FieldMapTests extends OpenSearchTestCase {
  private static void assertFault(String expected, Map<?, ?> config) {
    IllegalArgumentException e =
        expectThrows(IllegalArgumentException.class, () -> FieldMap.parse(config));
    assertEquals(expected, e.getMessage());
  }

  private static FieldMap.Mapping only(Map<?, ?> config) {
    List<FieldMap.Mapping> mappings = FieldMap.parse(config).mappings();
    assertEquals(1, mappings.size());
    return mappings.getFirst();
  }

  public void testNestedAndDottedSourcesAreTheSame() {
    FieldMap.Mapping expected = new FieldMap.Mapping(List.of("a", "b"), List.of("s"));
    assertEquals(expected, only(Map.of("a.b", "s")));
    assertEquals(expected, only(Map.of("a", Map.of("b", "s"))));
    assertEquals(
        new FieldMap.Mapping(List.of("a", "b", "c"), List.of("s", "t")),
        only(Map.of("a", Map.of("b.c", "s.t"))));
  }

  public void testNamesHaveNoEmptyParts() {
    for (String name : List.of("", " ", "a.", ".a", "a..b", "a. .b")) {
      assertFault(
          "the source [" + name + "] must not have an empty or blank part", Map.of(name, "s"));
      assertFault(
          "the target [" + name + "] must not have an empty or blank part", Map.of("t", name));
    }
  }

  public void testTargetsAreNames() {
    assertFault("must name at least one field", Map.of());
    assertFault(
        "the target of [t] must be the name of a field, or an object with such names, got [3]",
        Map.of("t", 3));
    assertFault(
        "the target of [a.t] must be the name of a field, or an object with such names, got [{}]",
        Map.of("a", Map.of("t", Map.of())));
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("t", null);
    assertFault(
        "the target of [t] must be the name of a field, or an object with such names, got [null]",
        withNull);
  }

  public void testTargetsAndSourcesStayApart() {
    assertFault("the target [t] must not be a source of the same map", Map.of("t", "t"));
    assertFault("the target [a.t] must not be a source of the same map", Map.of("a.t", "t"));
    assertFault("the target [t.s] must not lie below the text [t]", Map.of("t", "t.s"));
    assertFault("the target [a] must not be above the source [a.b]", Map.of("t", "a", "a.b", "s"));
    assertFault("the target [v.s] must not lie below the target [v]", Map.of("t", "v", "u", "v.s"));
    assertFault(
        "the target [_id] must not be a metadata field of the document", Map.of("t", "_id"));
    IllegalArgumentException e =
        expectThrows(
            IllegalArgumentException.class, () -> FieldMap.parse(Map.of("t", "s", "u", "s")));
    assertTrue(
        e.getMessage(),
        List.of(
                "the target [s] must have one source, got [t] and [u]",
                "the target [s] must have one source, got [u] and [t]")
            .contains(e.getMessage()));
  }
}
