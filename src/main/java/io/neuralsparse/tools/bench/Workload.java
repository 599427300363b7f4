/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.List;

/** The documents of an index and the queries that are put to it. Thread-safe. */
interface Workload extends AutoCloseable {
  /** What it is, so exactly that another workload has another description. */
  String description();

  /** The number of documents. */
  int size();

  /** Documents by number, from one up to another, which may be beyond {@link #size()}. */
  List<Passage> passages(int from, int to);

  /** A query; real ones come again when all had their turn. */
  SyntheticQuery query(int number);

  /** The same query as a bi-encoder might expand it. */
  SyntheticQuery wideQuery(int number);

  /** Whether there are expanded queries. */
  boolean hasWideQueries();

  @Override
  void close();

  /** Documents and queries of a synthetic corpus. */
  static Workload of(SyntheticCorpus corpus, long seed, int size) {
    return new SyntheticWorkload(corpus, seed, size);
  }

  /**
   * The share, from 0 to 99, that a document falls into: filters keep, and deletions take, those
   * below or above some share.
   */
  static int percent(int number) {
    return (int) (new Draws(0, 0, number).real() * 100);
  }
}
