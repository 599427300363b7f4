/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.apache.lucene.search.BooleanClause.Occur;
import org.opensearch.index.query.QueryBuilder;
import org.opensearch.index.query.QueryBuilderVisitor;
import org.opensearch.search.SearchService;
import org.opensearch.search.builder.SearchSourceBuilder;
import org.opensearch.search.fetch.subphase.highlight.HighlightBuilder;
import org.opensearch.search.internal.SearchContext;
import org.opensearch.search.rescore.QueryRescorerBuilder;
import org.opensearch.search.rescore.RescorerBuilder;

/**
 * Turns a search into one of two phases: its query gets light tokens that weigh next to nothing,
 * and a rescore of the best documents, the window, adds them in full.
 *
 * <p>A search stays as it is where that could not give it the scores of the whole query: with
 * {@code sort}, {@code search_after}, {@code collapse}, {@code min_score}, aggregations, {@code
 * indices_boost}, names of queries, without hits, and where the page or the window of a rescore of
 * its own is larger than the window may be. A rescore of its own comes second, and meets whole
 * scores.
 *
 * @param options how tokens are split, and how large the window is
 * @param limit the largest window that the indices take, 0 for none
 */
record TwoPhaseSearch(TwoPhase options, IntSupplier limit) {
  /** False when {@link #apply} has files to read first. */
  static boolean isReady(SearchSourceBuilder source) {
    return !mayBeSplit(source)
        || TwoPhaseSplit.candidates(source.query()).stream()
            .allMatch(LearnedSparseQueryBuilder::isReady);
  }

  private static boolean mayBeSplit(SearchSourceBuilder source) {
    return source.query() != null
        && source.size() != 0
        && isEmpty(source.sorts())
        && source.searchAfter() == null
        && source.collapse() == null
        && source.minScore() == null
        && source.postFilter() == null
        && source.slice() == null
        && source.aggregations() == null
        && !isAccurate(source.trackTotalHitsUpTo())
        && isEmpty(source.indexBoosts())
        && !TwoPhaseSplit.candidates(source.query()).isEmpty()
        && !hasNames(source.query());
  }

  private static boolean isAccurate(Integer trackTotalHitsUpTo) {
    return trackTotalHitsUpTo != null
        && trackTotalHitsUpTo == SearchContext.TRACK_TOTAL_HITS_ACCURATE;
  }

  private static boolean isEmpty(List<?> list) {
    return list == null || list.isEmpty();
  }

  private static boolean hasNames(QueryBuilder query) {
    AtomicBoolean found = new AtomicBoolean();
    query.visit(
        new QueryBuilderVisitor() {
          @Override
          public void accept(QueryBuilder part) {
            if (part.queryName() != null) {
              found.set(true);
            }
          }

          @Override
          public QueryBuilderVisitor getChildVisitor(Occur occur) {
            return this;
          }
        });
    return found.get();
  }

  /**
   * The search in two phases.
   *
   * @param source not changed
   * @return {@code source} itself where the search stays as it is
   * @throws io.neuralsparse.model.ModelException when a query's model is not there, or at fault
   */
  SearchSourceBuilder apply(SearchSourceBuilder source) {
    if (!mayBeSplit(source)) {
      return source;
    }
    int least = Math.max(page(source), largestWindow(source.rescores()));
    if (least > options.maxWindowSize()) {
      return source;
    }
    int most = Math.min(options.maxWindowSize(), limit.getAsInt());
    if (least > most) {
      return source;
    }
    boolean traced = TextReaders.areIn(source);
    TwoPhaseSplit split =
        TwoPhaseSplit.of(source.query(), options, least, query -> query.encoded(traced));
    int window = Math.min(Math.max(options.window(page(source)), least), most);
    return split == null ? source : twoPhased(source, split, window);
  }

  /** The number of hits up to the page's end. */
  private static int page(SearchSourceBuilder source) {
    int size = source.size() < 0 ? SearchService.DEFAULT_SIZE : source.size();
    return (int) Math.min((long) size + Math.max(source.from(), 0), Integer.MAX_VALUE);
  }

  @SuppressWarnings("rawtypes") // as the source has them
  private static int largestWindow(List<RescorerBuilder> rescorers) {
    int largest = 0;
    if (rescorers != null) {
      for (RescorerBuilder<?> rescorer : rescorers) {
        Integer size = rescorer.windowSize();
        largest = Math.max(largest, size == null ? RescorerBuilder.DEFAULT_WINDOW_SIZE : size);
      }
    }
    return largest;
  }

  private static SearchSourceBuilder twoPhased(
      SearchSourceBuilder source, TwoPhaseSplit split, int window) {
    SearchSourceBuilder result = source.shallowCopy().query(split.first());
    result
        .clearRescorers()
        .addRescorer(new QueryRescorerBuilder(split.second()).windowSize(window));
    if (source.rescores() != null) {
      source.rescores().forEach(result::addRescorer);
    }
    HighlightBuilder highlight = source.highlighter();
    if (highlight != null && highlight.highlightQuery() == null) {
      result.highlighter(new HighlightBuilder(highlight, source.query(), highlight.fields()));
    }
    return result;
  }
}
