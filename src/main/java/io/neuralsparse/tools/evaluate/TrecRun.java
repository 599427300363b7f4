/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one system found, by query, each ranking in {@link Hit#TREC_ORDER}. As a file, {@code query
 * Q0 document rank score name} a line; ranks are not read. Immutable.
 */
public final class TrecRun {
  private static final int COLUMNS = 6;

  private final Map<String, List<Hit>> rankings;

  private TrecRun(Map<String, List<Hit>> rankings) {
    this.rankings = rankings;
  }

  /** A run of hits in any order; they are copied. */
  static TrecRun of(Map<String, List<Hit>> hits) {
    Map<String, List<Hit>> rankings = LinkedHashMap.newLinkedHashMap(hits.size());
    hits.forEach((query, list) -> rankings.put(query, sorted(list)));
    return new TrecRun(rankings);
  }

  private static List<Hit> sorted(List<Hit> hits) {
    List<Hit> sorted = new ArrayList<>(hits);
    sorted.sort(Hit.TREC_ORDER);
    return Collections.unmodifiableList(sorted);
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read, when a line has another form, and when a document
   *     is there twice for a query, which trec_eval refuses too; with its name and the line
   */
  public static TrecRun read(Path file) throws IOException {
    Map<String, List<Hit>> hits = new LinkedHashMap<>();
    Map<String, Set<String>> seen = new LinkedHashMap<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] parts = line.strip().split("\\s+", -1);
        if (parts.length < COLUMNS) {
          throw new IllegalArgumentException(
              "must be [query Q0 document rank score name], is [" + line + "]");
        }
        Hit hit = new Hit(parts[2], score(parts[4]));
        if (!seen.computeIfAbsent(parts[0], query -> new HashSet<>()).add(hit.id())) {
          throw new IllegalArgumentException(
              "has document [" + hit.id() + "] for query [" + parts[0] + "] a second time");
        }
        hits.computeIfAbsent(parts[0], query -> new ArrayList<>()).add(hit);
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("[" + file + "] line " + number + " " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IOException("[" + file + "] is not UTF-8", e);
    }
    return of(hits);
  }

  private static float score(String text) {
    try {
      float score = (float) Double.parseDouble(text);
      if (!Float.isNaN(score)) {
        return score;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("has no score but [" + text + "]");
  }

  /**
   * Writes a file, first under another name, so that it is whole or not there.
   *
   * @param name of the system; blanks become {@code _}
   */
  void write(Path file, String name) throws IOException {
    WholeFile.write(
        file,
        path -> {
          try (BufferedWriter out = Files.newBufferedWriter(path)) {
            for (Map.Entry<String, List<Hit>> each : rankings.entrySet()) {
              int rank = 0;
              for (Hit hit : each.getValue()) {
                rank++;
                out.write(each.getKey() + " Q0 " + hit.id() + " " + rank + " " + hit.score());
                out.write(" " + name.replaceAll("\\s", "_") + "\n");
              }
            }
          }
        });
  }

  /** The queries that found something. */
  Set<String> queries() {
    return Collections.unmodifiableSet(rankings.keySet());
  }

  /** The ranking of a query; empty for one that found nothing, or that is not here. */
  public List<Hit> of(String query) {
    return rankings.getOrDefault(query, List.of());
  }

  /** The place of a document in the ranking of a query, from 1; 0 when it is not there. */
  int rank(String query, String document) {
    List<Hit> ranking = of(query);
    for (int i = 0; i < ranking.size(); i++) {
      if (ranking.get(i).id().equals(document)) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The number of hits of all queries. */
  int size() {
    return rankings.values().stream().mapToInt(List::size).sum();
  }
}
