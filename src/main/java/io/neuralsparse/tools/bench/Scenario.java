/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * One set of conditions under which all variants are measured.
 *
 * @param name of it
 * @param layout of the index
 * @param top number of hits that are asked for
 * @param filter per cent of the documents that a filter keeps, one of {@link #FILTERS}
 * @param totalHits value of {@code track_total_hits}; empty: not given
 * @param refreshed whether documents are indexed, and the index refreshed, before each search
 */
public record Scenario(
    String name, Layout layout, int top, int filter, String totalHits, boolean refreshed) {
  /** What filters may keep; 100 is no filter. */
  public static final List<Integer> FILTERS = List.of(100, 1, 10, 50);

  /** The names that {@link #named} knows. */
  public static final List<String> NAMES =
      List.of(
          "one-segment",
          "five-segments",
          "four-shards",
          "deletions",
          "filter-1",
          "filter-10",
          "filter-50",
          "top-100",
          "top-1000",
          "refresh");

  /**
   * A known scenario.
   *
   * @param base what is not its matter
   * @throws IllegalArgumentException when there is none of that name
   */
  public static Scenario named(String name, Scenario base) {
    Layout one = Layout.ONE_SEGMENT;
    return switch (name) {
      case "one-segment" -> base.as(name).in(one);
      case "five-segments" -> base.as(name).in(new Layout(1, 5, 0));
      case "four-shards" -> base.as(name).in(new Layout(4, 1, 0));
      case "deletions" -> base.as(name).in(new Layout(1, 1, 10));
      case "filter-1" -> base.as(name).in(one).filtered(1);
      case "filter-10" -> base.as(name).in(one).filtered(10);
      case "filter-50" -> base.as(name).in(one).filtered(50);
      case "top-100" -> base.as(name).in(one).top(100);
      case "top-1000" -> base.as(name).in(one).top(1000);
      case "refresh" -> new Scenario(name, one, base.top, base.filter, base.totalHits, true);
      default ->
          throw new IllegalArgumentException("unknown scenario [" + name + "], known are " + NAMES);
    };
  }

  private Scenario as(String other) {
    return new Scenario(other, layout, top, filter, totalHits, refreshed);
  }

  private Scenario in(Layout other) {
    return new Scenario(name, other, top, filter, totalHits, refreshed);
  }

  private Scenario top(int other) {
    return new Scenario(name, layout, other, filter, totalHits, refreshed);
  }

  private Scenario filtered(int other) {
    return new Scenario(name, layout, top, other, totalHits, refreshed);
  }

  /** Whether a document of this {@link Workload#percent} is found. */
  boolean keeps(int percent) {
    return percent < 100 - layout.deletions() && percent < filter;
  }

  /** For people. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add(name + ": " + layout);
    parts.add("top " + top);
    if (filter < 100) {
      parts.add("a filter that keeps " + filter + " %");
    }
    if (!totalHits.isEmpty()) {
      parts.add("track_total_hits " + totalHits);
    }
    if (refreshed) {
      parts.add("each search right after a refresh");
    }
    return String.join(", ", parts);
  }
}
