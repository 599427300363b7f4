/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Where a node's statistics come from: sections, by name. Thread-safe as they are. */
public final class NodeStatistics {
  /**
   * What is counted of one subject. Names with a dot stand in an object of what is before the dot;
   * those that end in {@code _in_bytes}, {@code _in_millis} or {@code _in_micros} are shown with
   * units, too, to who asks for it. None is negative.
   *
   * @param sums numbers whose sum over the nodes is the cluster's
   * @param maxima numbers whose largest is the cluster's
   * @param histograms of durations in µs, as {@link io.neuralsparse.encode.Histogram#counts} gives
   *     them
   */
  public record Section(
      Map<String, Long> sums, Map<String, Long> maxima, Map<String, long[]> histograms) {
    /** Of numbers that can be added. */
    public static Section of(Map<String, Long> sums) {
      return new Section(sums, Map.of(), Map.of());
    }
  }

  /** Stands for all sections. */
  static final String ALL = "_all";

  private final SortedMap<String, Supplier<Section>> sections;

  /** Of these sections. */
  public NodeStatistics(Map<String, Supplier<Section>> sections) {
    this.sections = new TreeMap<>(sections);
  }

  /**
   * The sections of that name.
   *
   * @throws IllegalArgumentException for a name that is none
   */
  SortedSet<String> named(List<String> names) {
    if (names.equals(List.of(ALL))) {
      return new TreeSet<>(sections.keySet());
    }
    SortedSet<String> unknown = new TreeSet<>(names);
    unknown.removeAll(sections.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "[metric] must be [" + ALL + "] or among " + sections.keySet() + ", got " + unknown);
    }
    return new TreeSet<>(names);
  }

  /**
   * The numbers of now.
   *
   * @param wanted names of sections, those that this node does not have are passed over
   */
  SortedMap<String, Section> now(SortedSet<String> wanted) {
    SortedMap<String, Section> now = new TreeMap<>();
    sections.forEach(
        (name, section) -> {
          if (wanted.contains(name)) {
            now.put(name, section.get());
          }
        });
    return now;
  }
}
