/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which documents of a batch a query chooses among, and which of them is its positive: Q queries, D
 * documents, at least the positive for each query. Immutable.
 */
public final class Candidates {
  /** Added to a score, leaves a share of exactly 0 to it in a softmax of 32-bit floats. */
  private static final float EXCLUDED = -1e9f;

  private final int[] positives;
  private final boolean[][] candidates;

  private Candidates(int[] positives, boolean[][] candidates) {
    this.positives = positives;
    this.candidates = candidates;
  }

  /**
   * The candidates of a batch. A document that has the text of a positive of the same query
   * (another pair's, where two pairs share their query or their document) is never a rival of it:
   * it is left out unless it is the positive itself.
   *
   * @param queries the text of each query
   * @param documents the text of each document
   * @param own for each query the places of its documents among {@code documents}: the positive
   *     first, then any number of negatives
   * @param inBatch whether the documents of the other queries are candidates too
   * @throws IllegalArgumentException when there is no query, when a query has no positive, or a
   *     place is not among the documents
   */
  public static Candidates of(
      List<String> queries, List<String> documents, int[][] own, boolean inBatch) {
    check(queries, documents, own);
    Map<String, Set<String>> positiveTexts = new HashMap<>();
    for (int q = 0; q < own.length; q++) {
      positiveTexts
          .computeIfAbsent(queries.get(q), text -> new HashSet<>())
          .add(documents.get(own[q][0]));
    }
    int[] positives = new int[own.length];
    boolean[][] candidates = new boolean[own.length][documents.size()];
    for (int q = 0; q < own.length; q++) {
      positives[q] = own[q][0];
      for (int document : own[q]) {
        candidates[q][document] = true;
      }
      Set<String> same = positiveTexts.get(queries.get(q));
      for (int d = 0; d < documents.size(); d++) {
        boolean rival = inBatch || candidates[q][d];
        candidates[q][d] = d == positives[q] || (rival && !same.contains(documents.get(d)));
      }
    }
    return new Candidates(positives, candidates);
  }

  private static void check(List<String> queries, List<String> documents, int[][] own) {
    if (queries.isEmpty() || queries.size() != own.length) {
      throw new IllegalArgumentException(
          "a batch must have a query, and documents for each: "
              + queries.size()
              + " queries, documents for "
              + own.length);
    }
    for (int q = 0; q < own.length; q++) {
      if (own[q].length == 0) {
        throw new IllegalArgumentException("query [" + q + "] must have a positive");
      }
      for (int document : own[q]) {
        if (document < 0 || document >= documents.size()) {
          throw new IllegalArgumentException(
              "query [" + q + "] has document [" + document + "] of " + documents.size());
        }
      }
    }
  }

  /** Q. */
  public int queries() {
    return positives.length;
  }

  /** D. */
  public int documents() {
    return candidates[0].length;
  }

  /** The place of a query's positive among the documents. */
  public int positive(int query) {
    return positives[query];
  }

  /** Whether the query chooses among this document too; true of its positive. */
  public boolean contains(int query, int document) {
    return candidates[query][document];
  }

  /** [Q, D]: 0 for candidates, so far below 0 for others that softmax gives them nothing. */
  NDArray exclusion(NDManager manager) {
    return array(manager, (q, d) -> contains(q, d) ? 0 : EXCLUDED);
  }

  /** [Q, D]: 1 at each query's positive, 0 elsewhere. */
  NDArray positives(NDManager manager) {
    return array(manager, (q, d) -> positive(q) == d ? 1 : 0);
  }

  /** A number for each query and document, [Q, D]. */
  NDArray array(NDManager manager, Cell cell) {
    int width = documents();
    float[] values = new float[queries() * width];
    for (int q = 0; q < queries(); q++) {
      for (int d = 0; d < width; d++) {
        values[q * width + d] = cell.value(q, d);
      }
    }
    return manager.create(values, new Shape(queries(), width));
  }

  /** One number of an array. */
  interface Cell {
    float value(int query, int document);
  }

  /**
   * Refuses scores of another batch.
   *
   * @throws IllegalArgumentException when they are not [Q, D]
   */
  void check(NDArray scores) {
    Shape shape = new Shape(queries(), documents());
    if (!scores.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          "scores must be "
              + shape
              + ", one for each query and document, got "
              + scores.getShape());
    }
  }

  /**
   * Refuses teachers' scores of another batch, and such that are no numbers.
   *
   * @param scores for each query one for each document; any number where that is no candidate
   * @throws IllegalArgumentException when they are not [Q, D], or a candidate's is not finite
   */
  public void check(float[][] scores) {
    if (scores.length != queries()) {
      throw new IllegalArgumentException(
          "a teacher must score " + queries() + " queries, scores " + scores.length);
    }
    for (int q = 0; q < scores.length; q++) {
      if (scores[q].length != documents()) {
        throw new IllegalArgumentException(
            "a teacher must score "
                + documents()
                + " documents for query ["
                + q
                + "], scores "
                + scores[q].length);
      }
      for (int d = 0; d < scores[q].length; d++) {
        if (contains(q, d) && !Float.isFinite(scores[q][d])) {
          throw new IllegalArgumentException(
              "a teacher's score must be finite, got ["
                  + scores[q][d]
                  + "] for query ["
                  + q
                  + "] and document ["
                  + d
                  + "]");
        }
      }
    }
  }
}
