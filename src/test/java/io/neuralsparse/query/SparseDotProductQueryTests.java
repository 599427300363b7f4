/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.opensearch.test.OpenSearchTestCase;

/** Lucene's scores against the definition, summed in doubles over every document. */
public class SparseDotProductQueryTests extends OpenSearchTestCase {
  private static final String FIELD = "f";

  /** What the index keeps of a weight: 9 significant bits, rounded down. */
  private static float trunc9(float x) {
    return Float.intBitsToFloat((Float.floatToIntBits(x) >>> 15) << 15);
  }

  private static double score(SparseVector query, Map<String, Float> document) {
    double sum = 0;
    for (SparseVector.Entry entry : query.entries()) {
      sum += (double) entry.weight() * trunc9(document.getOrDefault(entry.token(), 0f));
    }
    return sum;
  }

  private static void index(Directory directory, List<Map<String, Float>> documents)
      throws IOException {
    // Adjacent merges only: a document's id is its place in the list.
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(new LogDocMergePolicy());
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (Map<String, Float> document : documents) {
        Document fields = new Document();
        document.forEach((token, weight) -> fields.add(new FeatureField(FIELD, token, weight)));
        writer.addDocument(fields);
        if (rarely()) {
          writer.flush();
        }
      }
    }
  }

  private static Map<String, Float> randomVector(int vocabulary, int size) {
    Map<String, Float> vector = new HashMap<>();
    for (int i = 0; i < size; i++) {
      vector.put("t" + randomInt(vocabulary - 1), 0.01f + 3 * randomFloat());
    }
    return vector;
  }

  private static void assertTop(
      List<Map<String, Float>> documents, SparseVector query, float boost, TopDocs top) {
    List<Integer> expected = new ArrayList<>();
    for (int doc = 0; doc < documents.size(); doc++) {
      if (score(query, documents.get(doc)) > 0) {
        expected.add(doc);
      }
    }
    assertEquals(expected.size(), top.totalHits.value());
    for (ScoreDoc hit : top.scoreDocs) {
      double score = boost * score(query, documents.get(hit.doc));
      assertEquals(score, hit.score, 1e-5 * score);
    }
    double best = documents.stream().mapToDouble(d -> boost * score(query, d)).max().orElse(0);
    if (best > 0) {
      assertEquals(best, top.scoreDocs[0].score, 1e-5 * best);
    }
  }

  public void testScoresAreDotProducts() throws IOException {
    for (int round = 0; round < 20; round++) {
      List<Map<String, Float>> documents = new ArrayList<>();
      for (int i = randomIntBetween(1, 200); i > 0; i--) {
        documents.add(randomVector(50, randomInt(20)));
      }
      try (Directory directory = newDirectory()) {
        index(directory, documents);
        try (IndexReader reader = DirectoryReader.open(directory)) {
          IndexSearcher searcher = new IndexSearcher(reader);
          for (int q = 0; q < 20; q++) {
            SparseVector query = SparseVector.of(randomVector(60, randomIntBetween(1, 12)));
            float boost = randomFrom(1f, 0.25f, 7.5f);
            TopDocs top =
                searcher.search(
                    new BoostQuery(new SparseDotProductQuery(FIELD, query), boost),
                    documents.size());
            assertTop(documents, query, boost, top);
          }
        }
      }
    }
  }

  public void testExampleOfTheContract() throws IOException {
    // {"good": 3.6415958, "a": 0.4022789} against good:1, a:2 gives 4.443359375
    assertScore(
        Map.of("good", 3.6415958f, "a", 0.4022789f),
        SparseVector.of(Map.of("good", 1f, "a", 2f)),
        4.443359375);
  }

  public void testWeightsBeyondLucenesLimit() throws IOException {
    assertScore(Map.of("x", 2f), SparseVector.of(Map.of("x", 1000f)), 2000);
    assertScore(Map.of("x", 2f), SparseVector.of(Map.of("x", 1e-6f)), 2e-6);
    assertScore(Map.of("x", 0.5f), SparseVector.of(Map.of("x", 1e30f)), 5e29);
  }

  public void testMoreTokensThanLuceneHasClauses() throws IOException {
    int before = IndexSearcher.getMaxClauseCount();
    IndexSearcher.setMaxClauseCount(4); // 100 tokens need three levels
    try {
      Map<String, Float> weights = new HashMap<>();
      double sum = 0;
      for (int i = 1; i <= 100; i++) {
        weights.put("t" + i, (float) i);
        sum += (double) i * trunc9(i);
      }
      assertScore(weights, SparseVector.of(weights), sum);
    } finally {
      IndexSearcher.setMaxClauseCount(before);
    }
  }

  public void testAsAFilterAndBesideOtherClauses() throws IOException {
    try (Directory directory = newDirectory()) {
      index(directory, List.of(Map.of("x", 1f), Map.of("y", 2f), Map.of("x", 3f, "y", 1f)));
      try (IndexReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        Query x = new SparseDotProductQuery(FIELD, SparseVector.of(Map.of("x", 2f)));
        Query y = new SparseDotProductQuery(FIELD, SparseVector.of(Map.of("y", 5f)));
        TopDocs top =
            searcher.search(
                new BooleanQuery.Builder().add(x, Occur.FILTER).add(y, Occur.SHOULD).build(), 10);
        assertEquals(2, top.totalHits.value());
        assertEquals(2, top.scoreDocs[0].doc);
        assertEquals(5, top.scoreDocs[0].score, 0);
        assertEquals(0, top.scoreDocs[1].doc);
        assertEquals(0, top.scoreDocs[1].score, 0);
        assertEquals(2, searcher.count(y));
      }
    }
  }

  private static void assertScore(Map<String, Float> document, SparseVector query, double expected)
      throws IOException {
    try (Directory directory = newDirectory()) {
      index(directory, List.of(document));
      try (IndexReader reader = DirectoryReader.open(directory)) {
        TopDocs top = new IndexSearcher(reader).search(new SparseDotProductQuery(FIELD, query), 1);
        assertEquals(1, top.scoreDocs.length);
        assertEquals(expected, top.scoreDocs[0].score, 1e-6 * expected);
      }
    }
  }
}
