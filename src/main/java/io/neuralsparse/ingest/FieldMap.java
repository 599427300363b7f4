/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.opensearch.ingest.IngestDocument;

/**
 * Which fields hold text, and which get its vector: the {@code field_map} of a processor.
 *
 * <p>A source is a path from the document's root, given as nested objects, with dots, or both. A
 * target is a path from the object that holds the source. Immutable.
 */
final class FieldMap {
  /**
   * A source and its target.
   *
   * @param source path from the root, one name a step
   * @param target path from the source's parent, one name a step
   */
  record Mapping(List<String> source, List<String> target) {
    String sourceName() {
      return String.join(".", source);
    }

    List<String> absoluteTarget() {
      List<String> path = new ArrayList<>(source.subList(0, source.size() - 1));
      path.addAll(target);
      return path;
    }
  }

  private final List<Mapping> mappings;

  private FieldMap(List<Mapping> mappings) {
    this.mappings = mappings;
  }

  /**
   * Parses and checks a {@code field_map}.
   *
   * @throws IllegalArgumentException for an empty map, a blank name or part of one, a target that
   *     is not a text, that is its source, lies below a source, or is another source's too; the
   *     message names it
   */
  static FieldMap parse(Map<?, ?> config) {
    List<Mapping> mappings = new ArrayList<>();
    collect(List.of(), config, mappings);
    if (mappings.isEmpty()) {
      throw new IllegalArgumentException("must name at least one field");
    }
    checkTargets(mappings);
    return new FieldMap(List.copyOf(mappings));
  }

  List<Mapping> mappings() {
    return mappings;
  }

  /** The names of all sources and targets, from the root, with dots. */
  String[] names() {
    return mappings.stream()
        .flatMap(
            mapping -> Stream.of(mapping.sourceName(), String.join(".", mapping.absoluteTarget())))
        .distinct()
        .toArray(String[]::new);
  }

  private static void collect(List<String> parent, Map<?, ?> config, List<Mapping> mappings) {
    for (Map.Entry<?, ?> entry : config.entrySet()) {
      List<String> source = new ArrayList<>(parent);
      source.addAll(steps("source", String.valueOf(entry.getKey())));
      if (entry.getValue() instanceof Map<?, ?> nested && !nested.isEmpty()) {
        collect(source, nested, mappings);
      } else if (entry.getValue() instanceof String target) {
        mappings.add(new Mapping(List.copyOf(source), steps("target", target)));
      } else {
        throw new IllegalArgumentException(
            "the target of ["
                + String.join(".", source)
                + "] must be the name of a field, or an object with such names, got ["
                + entry.getValue()
                + "]");
      }
    }
  }

  private static List<String> steps(String role, String path) {
    List<String> steps = Arrays.asList(path.split("\\.", -1));
    if (steps.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "the " + role + " [" + path + "] must not have an empty or blank part");
    }
    return steps;
  }

  private static void checkTargets(List<Mapping> mappings) {
    Map<List<String>, String> sourcesOfTargets = new HashMap<>();
    for (Mapping mapping : mappings) {
      List<String> target = mapping.absoluteTarget();
      String name = String.join(".", target);
      if (METADATA.contains(target.getFirst())) {
        throw new IllegalArgumentException(
            "the target [" + name + "] must not be a metadata field of the document");
      }
      String other = sourcesOfTargets.put(target, mapping.sourceName());
      if (other != null) {
        throw new IllegalArgumentException(
            "the target ["
                + name
                + "] must have one source, got ["
                + other
                + "] and ["
                + mapping.sourceName()
                + "]");
      }
      for (Mapping source : mappings) {
        checkApart(name, target, source);
      }
    }
    for (Mapping mapping : mappings) {
      for (Mapping other : mappings) {
        if (isBelow(mapping.absoluteTarget(), other.absoluteTarget())) {
          throw new IllegalArgumentException(
              "the target ["
                  + String.join(".", mapping.absoluteTarget())
                  + "] must not lie below the target ["
                  + String.join(".", other.absoluteTarget())
                  + "]");
        }
      }
    }
  }

  private static void checkApart(String name, List<String> target, Mapping source) {
    if (target.equals(source.source())) {
      throw new IllegalArgumentException(
          "the target [" + name + "] must not be a source of the same map");
    }
    if (isBelow(target, source.source())) {
      throw new IllegalArgumentException(
          "the target [" + name + "] must not lie below the text [" + source.sourceName() + "]");
    }
    if (isBelow(source.source(), target)) {
      throw new IllegalArgumentException(
          "the target [" + name + "] must not be above the source [" + source.sourceName() + "]");
    }
  }

  private static boolean isBelow(List<String> path, List<String> parent) {
    return path.size() > parent.size() && path.subList(0, parent.size()).equals(parent);
  }

  private static final Set<String> METADATA =
      Arrays.stream(IngestDocument.Metadata.values())
          .map(IngestDocument.Metadata::getFieldName)
          .collect(java.util.stream.Collectors.toUnmodifiableSet());
}
