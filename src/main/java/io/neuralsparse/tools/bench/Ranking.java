/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The best documents of a query, best first.
 *
 * @param hits their numbers and scores
 */
record Ranking(List<Hit> hits) {
  /** A score within this share of another one is equal to it. */
  static final double TOLERANCE = 1e-5;

  /** A document and its score. */
  record Hit(int number, double score) {}

  /** The hits of an answer. */
  static Ranking of(JsonObject answer) {
    List<Hit> hits = new ArrayList<>();
    for (JsonElement element : answer.getAsJsonObject("hits").getAsJsonArray("hits")) {
      JsonObject hit = element.getAsJsonObject();
      hits.add(new Hit(hit.get("_id").getAsInt(), hit.get("_score").getAsDouble()));
    }
    return new Ranking(hits);
  }

  /** The first hits. */
  Ranking top(int count) {
    return new Ranking(hits.subList(0, Math.min(count, hits.size())));
  }

  /**
   * The share of the first {@code count} hits of the exact ranking that this one has among its own;
   * instead of a document another one of the same score will do. 1 when the exact one is empty.
   */
  double overlap(Ranking exact, int count) {
    List<Hit> wanted = exact.top(count).hits;
    if (wanted.isEmpty()) {
      return 1;
    }
    Map<Integer, Double> scores = new HashMap<>();
    exact.hits.forEach(hit -> scores.put(hit.number, hit.score));
    double least = wanted.getLast().score * (1 - TOLERANCE);
    long found =
        top(count).hits.stream()
            .filter(hit -> scores.getOrDefault(hit.number, 0.0) >= least)
            .count();
    return (double) found / wanted.size();
  }

  /**
   * Whether this ranking is the exact one: as many hits, and at each rank the same score, which
   * must be the right one for the document.
   *
   * @param exact with at least as many hits, where there are any more
   */
  boolean equals(Ranking exact, int count) {
    List<Hit> wanted = exact.top(count).hits;
    if (wanted.size() != hits.size() || overlap(exact, count) < 1) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      double score = wanted.get(i).score;
      if (Math.abs(hits.get(i).score - score) > TOLERANCE * score) {
        return false;
      }
    }
    return true;
  }
}
