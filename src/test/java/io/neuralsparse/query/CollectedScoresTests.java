/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.query.blockmax.BlockMaxSearch;
import io.neuralsparse.query.blockmax.BlockMaximaCache;
import io.neuralsparse.query.blockmax.CostModel;
import io.neuralsparse.query.blockmax.TopHits;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.store.Directory;
import org.opensearch.common.settings.Settings;
import org.opensearch.core.common.breaker.NoopCircuitBreaker;
import org.opensearch.test.OpenSearchTestCase;

/** The scores that a collector sees while it counts: all true where the search may stop early. */
public class CollectedScoresTests extends OpenSearchTestCase {
  private static final int DOCUMENTS = 3000;

  /** The same for a hundred documents in a row: whole blocks are out of the running. */
  private static float weight(int document) {
    return 1 + document / 100 % 7;
  }

  /** Document → score of the first part of the only segment, with maxima at hand. */
  private static Map<Integer, Float> collected(boolean mayStop) throws IOException {
    Settings settings =
        Settings.builder()
            .put("neural_sparse.block_max.min_documents", 0)
            .put("neural_sparse.block_max.min_postings", 0)
            .put("neural_sparse.block_max.cache_size", "1mb")
            .build();
    NoopCircuitBreaker breaker = new NoopCircuitBreaker("test");
    Map<Integer, Float> scores = new HashMap<>();
    try (BlockMaximaCache cache = new BlockMaximaCache(settings, Runnable::run, () -> breaker);
        Directory directory = newDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
        for (int i = 0; i < DOCUMENTS; i++) {
          Document document = new Document();
          document.add(new FeatureField("f", "t", weight(i)));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      try (IndexReader reader = DirectoryReader.open(directory)) {
        SparseDotProductQuery query =
            new SparseDotProductQuery("f", SparseVector.of(Map.of("t", 2f)));
        query.through(new BlockMaxSearch(cache, new TopHits(10, null, mayStop), CostModel.ALWAYS));
        IndexSearcher searcher = new IndexSearcher(reader);
        for (int i = 0; i < 3; i++) { // the maxima are there the third time
          scores.clear();
          BulkScorer scorer =
              query
                  .createWeight(searcher, ScoreMode.TOP_SCORES, 1)
                  .bulkScorer(reader.leaves().get(0));
          scorer.score(recording(scores), null, 0, DOCUMENTS / 2);
        }
        assertEquals(1, cache.stats().hits());
      }
    }
    return scores;
  }

  private static LeafCollector recording(Map<Integer, Float> scores) {
    return new LeafCollector() {
      private Scorable scorer;

      @Override
      public void setScorer(Scorable of) {
        this.scorer = of;
      }

      @Override
      public void collect(int doc) throws IOException {
        scores.put(doc, scorer.score());
      }
    };
  }

  public void testAllAreTrueWhereTheSearchMayStop() throws IOException {
    Map<Integer, Float> scores = collected(true);
    assertEquals(DOCUMENTS / 2, scores.size());
    scores.forEach((doc, score) -> assertEquals(2 * weight(doc), score, 0));
  }

  public void testElseWhatCannotBeAHitIsCounted() throws IOException {
    Map<Integer, Float> scores = collected(false);
    assertEquals(DOCUMENTS / 2, scores.size());
    // Ten documents reach 14: every match of that score may be a hit, and no other.
    scores.forEach(
        (doc, score) ->
            assertTrue(
                doc + ": " + score, score == 2 * weight(doc) || (score == 0 && weight(doc) < 7)));
    assertTrue(scores.containsValue(0f));
  }
}
