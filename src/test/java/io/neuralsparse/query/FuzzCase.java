/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.FuzzSearcher.Drive;
import io.neuralsparse.query.blockmax.CostModel;
import io.neuralsparse.query.blockmax.TopHits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.util.BitSet;

/** One search of a query: how many hits, how they are counted, filtered and come by. */
final class FuzzCase {
  /** The third and fourth hand over to Lucene's way in the middle of each search. */
  private static final List<CostModel> COSTS =
      List.of(
          CostModel.ALWAYS,
          CostModel.ALWAYS,
          new CostModel(1, 0, 1e9, 0, 1e9, 0, 0),
          new CostModel(1, 1e9, 0, 1e9, 1, 0, 0),
          CostModel.MEASURED);

  private final FuzzIndex index;
  private final Random random;
  private final int hits;
  private final int threshold;
  private final boolean known;
  private final int skipped;
  private final Drive drive;
  private final boolean threads;
  private final boolean cachesFilters;
  private final boolean nested;
  private final boolean mayStop;
  private final boolean asOne;
  private final long seed;
  private final CostModel costs;
  private final List<Clause> clauses = new ArrayList<>();

  /** What a document must match beside the query, or must not. */
  private record Clause(Query query, Occur occur, BitSet documents) {
    boolean accepts(int document) {
      return documents.get(document) == (occur == Occur.FILTER);
    }
  }

  /**
   * Draws one.
   *
   * @param matches how many documents match the query
   */
  FuzzCase(FuzzIndex index, Random random, int matches) {
    this.index = index;
    this.random = random;
    int[] sizes = {1, 1 + random.nextInt(5), 10, 10, 1 + random.nextInt(100), 1000, 2000};
    this.hits = random.nextInt(10) == 0 ? matches + 1 : sizes[random.nextInt(sizes.length)];
    int[] thresholds = {1, 1, hits, 10, 100, 1000, 10_000, Integer.MAX_VALUE};
    this.threshold = thresholds[random.nextInt(thresholds.length)];
    this.skipped = random.nextInt(6) == 0 ? 1 + random.nextInt(30) : 0;
    this.known = skipped == 0 && random.nextInt(3) > 0;
    this.drive = List.of(Drive.BULK, Drive.WINDOWS, Drive.ITERATE).get(random.nextInt(3));
    this.threads = random.nextInt(3) == 0;
    this.cachesFilters = random.nextBoolean();
    this.nested = random.nextInt(4) == 0;
    this.mayStop = random.nextInt(4) == 0;
    this.asOne = random.nextBoolean();
    this.seed = random.nextLong();
    this.costs = COSTS.get(random.nextInt(COSTS.size()));
    if (random.nextBoolean()) {
      drawClauses();
    }
  }

  private void drawClauses() {
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      Occur occur = random.nextInt(3) == 0 ? Occur.MUST_NOT : Occur.FILTER;
      if (random.nextBoolean()) {
        int tag = random.nextInt(FuzzIndex.TAGS.length);
        Query query = new TermQuery(new Term("tag", "" + FuzzIndex.TAGS[tag]));
        clauses.add(new Clause(query, occur, index.tagged(tag)));
      } else {
        int from = random.nextInt(FuzzIndex.NUMBERS);
        int to = from + random.nextInt(FuzzIndex.NUMBERS);
        Query query = NumericDocValuesField.newSlowRangeQuery("n", from, to);
        clauses.add(new Clause(query, occur, index.numbered(from, to)));
      }
    }
  }

  /** True for the documents, by id, that may be hits. */
  IntPredicate accepted() {
    return document -> clauses.stream().allMatch(clause -> clause.accepts(document));
  }

  int hits() {
    return hits;
  }

  /** At least so many hits are counted exactly. */
  int threshold() {
    return Math.max(threshold, hits);
  }

  /** What the search tells the query beforehand. */
  TopHits topHits() {
    return known && hits <= TopHits.MOST ? new TopHits(hits, filter(), mayStop) : TopHits.UNKNOWN;
  }

  /** When the search takes which way. */
  CostModel costs() {
    return costs;
  }

  private Query filter() {
    if (clauses.isEmpty()) {
      return null;
    }
    BooleanQuery.Builder filter = new BooleanQuery.Builder();
    clauses.forEach(clause -> filter.add(clause.query, clause.occur));
    if (clauses.stream().allMatch(clause -> clause.occur == Occur.MUST_NOT)) {
      filter.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER);
    }
    return filter.build();
  }

  private BooleanQuery filters() {
    BooleanQuery.Builder filters = new BooleanQuery.Builder();
    clauses.forEach(clause -> filters.add(clause.query, clause.occur));
    return filters.build();
  }

  private Query whole(Query query, float boost) {
    Query whole = boost == 1 ? query : new BoostQuery(query, boost);
    if (!clauses.isEmpty() || nested) {
      BooleanQuery.Builder bool = new BooleanQuery.Builder().add(whole, Occur.MUST);
      clauses.forEach(clause -> bool.add(clause.query, clause.occur));
      whole = bool.build();
    }
    return whole;
  }

  /**
   * Runs it.
   *
   * @param skippedHits is given the hits that the search skipped, as pages before would show them
   */
  TopDocs run(
      SparseDotProductQuery query, float boost, Executor executor, List<ScoreDoc> skippedHits)
      throws IOException {
    FuzzSearcher searcher =
        threads
            ? new FuzzSearcher(index.reader(), drive, seed, executor)
            : new FuzzSearcher(index.reader(), drive, seed);
    if (!cachesFilters) {
      searcher.setQueryCache(null);
    }
    Query whole = whole(query, boost);
    if (asOne && known && !clauses.isEmpty() && !query.isNested()) {
      whole = new FilteredSparseQuery(whole, query, boost, filters(), query.through());
    }
    ScoreDoc after = null;
    if (skipped > 0) {
      TopDocs page =
          searcher.search(whole, new TopScoreDocCollectorManager(skipped, null, threshold));
      skippedHits.addAll(List.of(page.scoreDocs));
      after = page.scoreDocs.length < skipped ? null : page.scoreDocs[skipped - 1];
      if (after == null) {
        skippedHits.clear();
      }
    }
    return searcher.search(whole, new TopScoreDocCollectorManager(hits, after, threshold));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(hits).append(" hits").append(known ? " (known)" : "");
    text.append(" after ").append(skipped).append(", counted to ").append(threshold);
    text.append(", ").append(costs).append(", ").append(drive).append(threads ? " by threads" : "");
    text.append(asOne ? ", as one" : "");
    text.append(nested ? ", nested" : "").append(cachesFilters ? ", filters cached" : "");
    clauses.forEach(clause -> text.append(", ").append(clause.occur).append(clause.query));
    return text.toString();
  }
}
