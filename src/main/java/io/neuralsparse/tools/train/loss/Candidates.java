/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.BitSet;

/**
 * Which documents of a batch a query chooses among: Q queries with C documents of their own each,
 * the positive first and then C − 1 negatives, so D = Q · C documents, those of query q from q · C
 * on. Immutable.
 */
public final class Candidates {
  /** Added to a score, leaves a share of exactly 0 to it in a softmax of 32-bit floats. */
  private static final float EXCLUDED = -1e9f;

  private final int queries;
  private final int own;
  private final boolean inBatch;
  private final BitSet rivals = new BitSet();

  private Candidates(int queries, int own, boolean inBatch) {
    this.queries = queries;
    this.own = own;
    this.inBatch = inBatch;
  }

  /** What the data say of a query and a document of the batch. */
  @FunctionalInterface
  public interface Positives {
    /** Whether the document answers the query, as whosever document it is here. */
    boolean contains(int query, int document);
  }

  /**
   * The candidates of a batch: for each query its positive and its rivals. A document that answers
   * the query is never a rival, so that a positive of another query, or its negative, does no harm
   * when it is a positive of this one too.
   *
   * @param queries Q, at least 1
   * @param own C, at least 1
   * @param inBatch whether the documents of the other queries are rivals too
   * @param known the positives
   * @throws IllegalArgumentException when a number is too small
   */
  public static Candidates of(int queries, int own, boolean inBatch, Positives known) {
    if (queries < 1 || own < 1) {
      throw new IllegalArgumentException(
          "a batch must have a query and a document for each, got ["
              + queries
              + "] queries with ["
              + own
              + "] documents each");
    }
    Candidates candidates = new Candidates(queries, own, inBatch);
    int documents = candidates.documents();
    for (int q = 0; q < queries; q++) {
      int begin = inBatch ? 0 : q * own;
      int end = inBatch ? documents : begin + own;
      for (int d = begin; d < end; d++) {
        if (d != candidates.positive(q) && !known.contains(q, d)) {
          candidates.rivals.set(q * documents + d);
        }
      }
    }
    return candidates;
  }

  /** Q. */
  public int queries() {
    return queries;
  }

  /** C. */
  public int own() {
    return own;
  }

  /** Whether queries choose among each other's documents. */
  public boolean inBatch() {
    return inBatch;
  }

  /** D. */
  public int documents() {
    return queries * own;
  }

  /** The place of a query's positive among the documents. */
  public int positive(int query) {
    return query * own;
  }

  /** Whether the query's positive has to beat this document. */
  public boolean isRival(int query, int document) {
    return rivals.get(query * documents() + document);
  }

  /** Whether the document is the query's positive or a rival of it. */
  public boolean contains(int query, int document) {
    return document == positive(query) || isRival(query, document);
  }

  /** The number of rivals of all queries. */
  int rivals() {
    return rivals.cardinality();
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
