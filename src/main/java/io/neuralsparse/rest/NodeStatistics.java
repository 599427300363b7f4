/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Where a node's statistics come from: sections of numbers, by name. Thread-safe as they are. */
public final class NodeStatistics {
  private final Map<String, Supplier<Map<String, Long>>> sections;

  /**
   * Of these sections.
   *
   * @param sections none of the numbers is negative
   */
  public NodeStatistics(Map<String, Supplier<Map<String, Long>>> sections) {
    this.sections = Map.copyOf(sections);
  }

  /** The numbers of now. */
  SortedMap<String, Map<String, Long>> now() {
    SortedMap<String, Map<String, Long>> now = new TreeMap<>();
    sections.forEach((name, section) -> now.put(name, section.get()));
    return now;
  }
}
