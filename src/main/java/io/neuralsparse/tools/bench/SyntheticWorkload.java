/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.util.ArrayList;
import java.util.List;

/** The first documents of a synthetic corpus. */
final class SyntheticWorkload implements Workload {
  /** Changes with the statistics of the corpus: what older ones indexed is of no use then. */
  private static final int VERSION = 1;

  private final SyntheticCorpus corpus;
  private final long seed;
  private final int size;

  SyntheticWorkload(SyntheticCorpus corpus, long seed, int size) {
    this.corpus = corpus;
    this.seed = seed;
    this.size = size;
  }

  @Override
  public String description() {
    return "synthetic " + VERSION + ", seed " + seed + ", " + size + " documents";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<Passage> passages(int from, int to) {
    List<Passage> passages = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      SyntheticDocument document = corpus.document(i);
      passages.add(new Passage(document.text(), document.vector()));
    }
    return passages;
  }

  @Override
  public SyntheticQuery query(int number) {
    return corpus.query(number);
  }

  @Override
  public SyntheticQuery wideQuery(int number) {
    return corpus.wideQuery(number);
  }

  @Override
  public boolean hasWideQueries() {
    return true;
  }

  @Override
  public void close() {}
}
