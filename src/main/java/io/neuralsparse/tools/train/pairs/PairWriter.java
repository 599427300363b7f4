/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.pairs;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes pairs that are fit, and counts those that are not by what is wrong with them. */
final class PairWriter {
  private static final String READ = "read";
  private static final String WRITTEN = "written";
  private static final String SHORT_QUERY = "query too short";
  private static final String LONG_QUERY = "query too long";
  private static final String SHORT_POSITIVE = "text too short";
  private static final String TWICE = "there twice";
  private static final String MANY = "too many of the query";

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final PairLimits limits;
  private final TestTexts tests;
  private final Writer out;
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, Long> sources = new TreeMap<>();
  private final LongSet pairs = new LongSet();
  private final Map<Long, Integer> ofQuery = new HashMap<>();

  PairWriter(PairLimits limits, TestTexts tests, Writer out) {
    this.limits = limits;
    this.tests = tests;
    this.out = out;
    for (String name : new String[] {READ, SHORT_QUERY, LONG_QUERY, SHORT_POSITIVE, TWICE, MANY}) {
      counts.put(name, 0L);
    }
    for (TestTexts.Fault fault : TestTexts.Fault.values()) {
      counts.put(fault.label(), 0L);
    }
    counts.put(WRITTEN, 0L);
  }

  /**
   * Takes a pair.
   *
   * @throws InterruptedIOException when the thread is interrupted
   */
  void accept(String query, String positive, String source) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    count(READ);
    String plainQuery = Sentences.plain(query);
    String plainPositive = cut(Sentences.plain(positive));
    Optional<String> fault = fault(plainQuery, plainPositive);
    if (fault.isPresent()) {
      count(fault.get());
      return;
    }
    JsonObject line = new JsonObject();
    line.addProperty("query", plainQuery);
    line.addProperty("positive", plainPositive);
    line.addProperty("source", source);
    out.append(GSON.toJson(line)).append('\n');
    count(WRITTEN);
    sources.merge(source, 1L, Long::sum);
  }

  private String cut(String positive) {
    if (Sentences.words(positive) <= limits.mostPositive()) {
      return positive;
    }
    return String.join(" ", Sentences.of(positive).passages(limits.mostPositive()).getFirst());
  }

  private Optional<String> fault(String query, String positive) {
    int length = Sentences.words(query);
    if (length < limits.leastQuery()) {
      return Optional.of(SHORT_QUERY);
    }
    if (length > limits.mostQuery()) {
      return Optional.of(LONG_QUERY);
    }
    if (Sentences.words(positive) < limits.leastPositive()) {
      return Optional.of(SHORT_POSITIVE);
    }
    Words queryWords = Words.of(query);
    Words positiveWords = Words.of(positive);
    Optional<TestTexts.Fault> shared = tests.fault(queryWords, positiveWords);
    if (shared.isPresent()) {
      return Optional.of(shared.get().label());
    }
    long key = queryWords.all();
    if (!pairs.add(31 * key + positiveWords.all())) {
      return Optional.of(TWICE);
    }
    return ofQuery.merge(key, 1, Integer::sum) > limits.perQuery()
        ? Optional.of(MANY)
        : Optional.empty();
  }

  private void count(String name) {
    counts.merge(name, 1L, Long::sum);
  }

  /** How many pairs were read, left out for what, and written; in this order. */
  Map<String, Long> counts() {
    return counts;
  }

  /** How many pairs were written of each source. */
  Map<String, Long> sources() {
    return sources;
  }

  long written() {
    return counts.get(WRITTEN);
  }
}
