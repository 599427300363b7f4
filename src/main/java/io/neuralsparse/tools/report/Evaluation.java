/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that one evaluation has found: systems on one collection.
 *
 * @param format of the file, {@link #FORMAT}
 * @param provenance where the figures are from
 * @param collection what was searched
 * @param protocol how it was searched, property to value in words, in the order that people read
 * @param significanceTest how the p-values were computed, in words
 * @param systems at least one, each of another name
 * @param cases queries to look at, worst first
 */
public record Evaluation(
    int format,
    Provenance provenance,
    TestCollection collection,
    Map<String, String> protocol,
    String significanceTest,
    List<SystemResult> systems,
    List<Case> cases) {

  /** The newest format that is known. */
  public static final int FORMAT = 1;

  private static final String BM25 = "bm25";

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if not
   */
  public Evaluation {
    Check.that(
        format == FORMAT,
        "[format] must be " + FORMAT + ", the only one that is known, got [" + format + "]");
    Check.present("provenance", provenance);
    Check.present("collection", collection);
    protocol = Check.map("protocol", protocol);
    significanceTest = significanceTest == null ? "" : significanceTest;
    systems = Check.list("systems", systems);
    cases = Check.list("cases", cases);
    Check.that(!systems.isEmpty(), "[systems] must hold at least one");
    Set<String> names = new HashSet<>();
    for (SystemResult system : systems) {
      Check.that(
          names.add(system.name()),
          "[systems] must differ in name, got two [" + system.name() + "]");
      system.relevance().check(collection.queries().size(), system.name());
    }
    for (SystemResult system : systems) {
      system.relevance().comparisons().forEach(each -> known(names, "against", each.against()));
    }
    for (Case each : cases) {
      known(names, "system", each.system());
      Check.that(
          each.against() == null || names.contains(each.against()),
          "[against] must be one of [systems], got [" + each.against() + "]");
      Check.that(
          collection.queries().stream().anyMatch(query -> query.id().equals(each.query())),
          "[cases] must be about queries of the collection, got [" + each.query() + "]");
    }
  }

  private static void known(Set<String> names, String key, String name) {
    Check.that(names.contains(name), "[" + key + "] must be one of [systems], got [" + name + "]");
  }

  /** What the others are held against: the first system named {@code bm25…}, or else the first. */
  public SystemResult baseline() {
    return systems.stream()
        .filter(system -> system.name().startsWith(BM25))
        .findFirst()
        .orElse(systems.getFirst());
  }

  /** A system by its name. */
  public Optional<SystemResult> system(String name) {
    return systems.stream().filter(system -> system.name().equals(name)).findFirst();
  }

  /** All systems but the baseline, in order. */
  public List<SystemResult> others() {
    List<SystemResult> others = new ArrayList<>(systems);
    others.remove(baseline());
    return others;
  }
}
