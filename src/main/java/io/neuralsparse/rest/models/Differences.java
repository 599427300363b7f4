/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.rest.models;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is not as it should be with the nodes' models, in words. */
final class Differences {
  static final String MODELS = "models";
  static final String DIGEST = "digest";
  private static final String FAILURE = "failure";

  /** Enough of a digest to tell it from another. */
  private static final int SHOWN = 12;

  private Differences() {}

  /**
   * Compares the nodes.
   *
   * @param nodes what they said, each with its models under {@link #MODELS}
   */
  static List<String> between(List<NodeAnswer> nodes) {
    SortedMap<String, List<String>> warnings = new TreeMap<>();
    for (String model : models(nodes)) {
      List<String> ofModel = new ArrayList<>();
      SortedMap<String, List<String>> digests = new TreeMap<>();
      List<String> missing = new ArrayList<>();
      for (NodeAnswer node : byName(nodes)) {
        String name = node.getNode().getName();
        Map<String, Object> facts = Values.map(Values.map(node.values(), MODELS), model);
        if (facts.isEmpty()) {
          missing.add(name);
        } else if (facts.containsKey(FAILURE)) {
          ofModel.add("node [" + name + "]: " + Values.text(facts, FAILURE));
        } else {
          digests.computeIfAbsent(Values.text(facts, DIGEST), d -> new ArrayList<>()).add(name);
        }
        outdated(model, name, facts, ofModel);
      }
      if (!missing.isEmpty()) {
        ofModel.add("model [" + model + "] is missing on the nodes " + missing);
      }
      differing(model, digests, ofModel);
      warnings.put(model, ofModel);
    }
    return warnings.values().stream().flatMap(List::stream).toList();
  }

  private static List<NodeAnswer> byName(List<NodeAnswer> nodes) {
    return nodes.stream().sorted(Comparator.comparing(node -> node.getNode().getName())).toList();
  }

  private static SortedSet<String> models(List<NodeAnswer> nodes) {
    SortedSet<String> models = new TreeSet<>();
    nodes.forEach(node -> models.addAll(Values.map(node.values(), MODELS).keySet()));
    return models;
  }

  private static void outdated(
      String model, String node, Map<String, Object> facts, List<String> warnings) {
    for (String half : List.of("query", "document")) {
      if (!facts.containsKey(FAILURE) && Values.flag(Values.map(facts, half), "outdated")) {
        warnings.add(
            "node ["
                + node
                + "]: the folder of model ["
                + model
                + "] has changed since its "
                + half
                + " half was loaded; _reload it");
      }
    }
  }

  /**
   * Says so when there is more than one digest.
   *
   * @param digests each with the names of its nodes
   */
  static void differing(
      String model, SortedMap<String, List<String>> digests, List<String> warnings) {
    if (digests.size() > 1) {
      List<String> groups = new ArrayList<>();
      digests.forEach(
          (digest, names) ->
              groups.add("digest [" + digest.substring(0, SHOWN) + "…] on the nodes " + names));
      warnings.add(
          "model [" + model + "] is not the same on all nodes: " + String.join(", ", groups));
    }
  }
}
