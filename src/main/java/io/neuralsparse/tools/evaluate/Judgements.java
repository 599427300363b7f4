/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What people said of documents: a grade by document, by query, in the order of the file.
 * Immutable.
 */
public final class Judgements {
  private final Map<String, Map<String, Integer>> grades;

  private Judgements(Map<String, Map<String, Integer>> grades) {
    this.grades = grades;
  }

  /** None at all. */
  static Judgements none() {
    return new Judgements(Map.of());
  }

  /**
   * Reads a file of BEIR ({@code query, document, grade} between tabs, after a line of headings) or
   * of TREC ({@code query, anything, document, grade} between blanks).
   *
   * @throws IOException when it cannot be read, when a line is none of that, and when a file of
   *     TREC has a pair twice; with its name and the line. Of a pair that a file of BEIR has twice
   *     the last counts, as for BEIR's own reader
   */
  public static Judgements read(Path file) throws IOException {
    Map<String, Map<String, Integer>> grades = new LinkedHashMap<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank() && !(number == 1 && isHeading(line))) {
          add(grades, line);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("[" + file + "] line " + number + " " + e.getMessage(), e);
    } catch (CharacterCodingException e) {
      throw new IOException("[" + file + "] is not UTF-8", e);
    }
    return new Judgements(grades);
  }

  private static boolean isHeading(String line) {
    String[] parts = line.split("\t", -1);
    return parts.length == 3 && !parts[2].strip().matches("[+-]?[0-9]+");
  }

  private static void add(Map<String, Map<String, Integer>> grades, String line) {
    String[] tabs = line.split("\t", -1);
    boolean beir = tabs.length == 3;
    String[] words = line.strip().split("\\s+", -1);
    if (!beir && words.length != 4) {
      throw new IllegalArgumentException("is neither of BEIR nor of TREC: [" + line + "]");
    }
    String query = beir ? tabs[0] : words[0];
    String document = beir ? tabs[1] : words[2];
    String grade = (beir ? tabs[2] : words[3]).strip();
    Integer before;
    try {
      before =
          grades
              .computeIfAbsent(query, key -> new LinkedHashMap<>())
              .put(document, Integer.valueOf(grade));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("has no grade but [" + grade + "]", e);
    }
    if (before != null && !beir) {
      throw new IllegalArgumentException(
          "judges document [" + document + "] for query [" + query + "] a second time");
    }
  }

  /** The judged queries. */
  public Set<String> queries() {
    return Collections.unmodifiableSet(grades.keySet());
  }

  /** The grades of a query's documents; empty for one that was not judged. */
  public Map<String, Integer> of(String query) {
    return Collections.unmodifiableMap(grades.getOrDefault(query, Map.of()));
  }

  /** The number of relevant documents, those with a grade of 1 or more. */
  int relevant(String query) {
    return (int) of(query).values().stream().filter(grade -> grade > 0).count();
  }
}
