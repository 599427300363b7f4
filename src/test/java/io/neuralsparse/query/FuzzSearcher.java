/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** Searches as OpenSearch does: range by range, or document by document, whole or in parts. */
final class FuzzSearcher extends IndexSearcher {
  /** How a segment's documents are come by. */
  enum Drive {
    /** As Lucene does. */
    BULK,
    /** The bulk scorer in ranges: so a search can be cancelled. */
    WINDOWS,
    /** The scorer, one document after the other: so a search is profiled. */
    ITERATE
  }

  private final Drive drive;
  private final long seed;

  /** One thread searches one segment after the other. */
  FuzzSearcher(IndexReader reader, Drive drive, long seed) {
    super(reader);
    this.drive = drive;
    this.seed = seed;
  }

  /** Threads search parts of segments. */
  FuzzSearcher(IndexReader reader, Drive drive, long seed, Executor executor) {
    super(reader, executor);
    this.drive = drive;
    this.seed = seed;
  }

  // Called before the constructor is done when it makes the slices at once: no field is used.
  @Override
  protected LeafSlice[] slices(List<LeafReaderContext> leaves) {
    Random random = new Random(leaves.size());
    List<List<LeafReaderContextPartition>> slices = new ArrayList<>();
    int most = 1 + random.nextInt(4);
    for (int i = 0; i < most; i++) {
      slices.add(new ArrayList<>());
    }
    for (LeafReaderContext leaf : leaves) {
      int maxDoc = leaf.reader().maxDoc();
      int parts = Math.min(maxDoc, 1 + random.nextInt(most));
      int slice = random.nextInt(most);
      int from = 0;
      for (int part = 1; part <= parts; part++) {
        int to = part == parts ? maxDoc : from + 1 + random.nextInt(maxDoc - from - parts + part);
        slices
            .get((slice + part) % most)
            .add(LeafReaderContextPartition.createFromAndTo(leaf, from, to));
        from = to;
      }
    }
    return slices.stream()
        .filter(slice -> !slice.isEmpty())
        .map(LeafSlice::new)
        .toArray(LeafSlice[]::new);
  }

  @Override
  protected void searchLeaf(
      LeafReaderContext leaf, int min, int max, Weight weight, Collector collector)
      throws IOException {
    if (drive == Drive.BULK) {
      super.searchLeaf(leaf, min, max, weight, collector);
      return;
    }
    LeafCollector into = collector.getLeafCollector(leaf);
    ScorerSupplier supplier = weight.scorerSupplier(leaf);
    if (supplier != null) {
      supplier.setTopLevelScoringClause();
      int end = Math.min(max, leaf.reader().maxDoc());
      Random random = new Random(seed + 31L * leaf.ord + min);
      try {
        if (drive == Drive.WINDOWS) {
          windows(supplier.bulkScorer(), leaf.reader().getLiveDocs(), min, end, into, random);
        } else {
          iterate(supplier, leaf.reader().getLiveDocs(), min, end, into, random);
        }
      } catch (CollectionTerminatedException e) {
        // the collector has enough of this segment
      }
    }
    into.finish();
  }

  private static void windows(
      BulkScorer scorer, Bits live, int min, int max, LeafCollector into, Random random)
      throws IOException {
    int from = min;
    int interval = 1 + random.nextInt(random.nextBoolean() ? 20 : 3000);
    while (from < max) {
      int to = (int) Math.min(max, from + (long) interval);
      int next = scorer.score(into, live, from, to);
      from = random.nextBoolean() ? Math.max(to, next) : to;
      interval = random.nextInt(3) == 0 ? 1 + random.nextInt(500) : 2 * interval;
    }
  }

  private static void iterate(
      ScorerSupplier supplier, Bits live, int min, int max, LeafCollector into, Random random)
      throws IOException {
    Scorer scorer = supplier.get(random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(2000));
    DocIdSetIterator documents = scorer.iterator();
    into.setScorer(scorer);
    int doc = min == 0 ? documents.nextDoc() : documents.advance(min);
    while (doc < max) {
      if (live == null || live.get(doc)) {
        into.collect(doc);
      }
      doc = random.nextInt(4) == 0 ? documents.advance(doc + 1) : documents.nextDoc();
    }
  }
}
