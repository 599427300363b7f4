/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.store.Directory;
import org.opensearch.test.OpenSearchTestCase;

/** The rule against counts that are taken from the documents, not from the index. */
public class FrequentTokenPruningTests extends OpenSearchTestCase {
  private static final String FIELD = "f";

  /** Documents in segments of their own; each is a set of tokens. */
  private static DirectoryReader index(Directory directory, List<List<Set<String>>> segments)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig().setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (List<Set<String>> segment : segments) {
        for (Set<String> tokens : segment) {
          Document fields = new Document();
          tokens.forEach(token -> fields.add(new FeatureField(FIELD, token, 1f)));
          fields.add(new FeatureField("other", "common", 1f));
          writer.addDocument(fields);
        }
        writer.flush();
      }
    }
    return DirectoryReader.open(directory);
  }

  private static SparseVector vector(Object... tokensAndWeights) {
    Map<String, Float> weights = new HashMap<>();
    for (int i = 0; i < tokensAndWeights.length; i += 2) {
      weights.put((String) tokensAndWeights[i], (Float) tokensAndWeights[i + 1]);
    }
    return SparseVector.of(weights);
  }

  /**
   * Ten documents: "the" in all of them, "of" in five, ten other tokens in one each. The mean is 25
   * / 12 = 2.083 documents a token.
   */
  public void testTheRuleByHand() throws IOException {
    List<Set<String>> documents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      documents.add(i < 5 ? Set.of("the", "of", "r" + i) : Set.of("the", "r" + i));
    }
    try (Directory directory = newDirectory();
        IndexReader reader = index(directory, List.of(documents))) {
      SparseVector query = vector("the", 0.1f, "of", 0.4f, "r1", 0.1f, "r2", 1f, "absent", 0.01f);
      // 5 · 2.083 = 10.4: nothing is that frequent
      assertSelected(vector("the", 0.1f, "of", 0.4f, "r1", 0.1f, "r2", 1f), 5, 0.4f, query, reader);
      assertPruned(vector(), 5, 0.4f, query, reader);
      // 4.75 · 2.083 = 9.9: ten documents are
      assertSelected(vector("of", 0.4f, "r1", 0.1f, "r2", 1f), 4.75f, 0.4f, query, reader);
      assertPruned(vector("the", 0.1f), 4.75f, 0.4f, query, reader);
      // 2 · 2.083 = 4.17: five documents are, too; 0.4 · 1 is light, and is not below 0.39
      assertSelected(vector("r1", 0.1f, "r2", 1f), 2, 0.4f, query, reader);
      assertPruned(vector("the", 0.1f, "of", 0.4f), 2, 0.4f, query, reader);
      assertSelected(vector("of", 0.4f, "r1", 0.1f, "r2", 1f), 2, 0.39f, query, reader);
      // nothing is lighter than nothing
      assertPruned(vector(), 1, 0, query, reader);
      // where all of it would go the heaviest stays
      SparseVector frequent = vector("the", 1f, "of", 0.5f, "absent", 3f);
      assertSelected(vector("the", 1f), 1, 1, frequent, reader);
      assertPruned(vector("of", 0.5f), 1, 1, frequent, reader);
      assertSelected(vector("the", 1f), 1, 1, vector("the", 1f), reader);
      assertPruned(vector(), 1, 1, vector("the", 1f), reader);
      assertSelected(vector(), 1, 1, vector("absent", 1f), reader);
    }
  }

  public void testTheMeanIsOfTheSegmentWithMostTokens() throws IOException {
    List<List<Set<String>>> segments =
        List.of(
            List.of(Set.of("a", "b"), Set.of("a", "c")),
            List.of(Set.of("a", "d"), Set.of("a", "e"), Set.of("a", "f")));
    try (Directory directory = newDirectory();
        IndexReader reader = index(directory, segments)) {
      // 10 / 4 tokens of the second segment, though all have 6; a is in 5 = 2 · 2.5 documents
      SparseVector query = vector("a", 1f, "b", 5f);
      assertPruned(vector("a", 1f), 2, 0.4f, query, reader);
      assertPruned(vector(), 2.01f, 0.4f, query, reader);
    }
  }

  public void testFieldWithoutTokens() throws IOException {
    try (Directory directory = newDirectory();
        IndexReader reader = index(directory, List.of())) {
      assertSelected(vector(), 5, 0.4f, vector("a", 1f), reader);
      assertPruned(vector(), 5, 0.4f, vector("a", 1f), reader);
    }
  }

  private static void assertSelected(
      SparseVector expected, float frequency, float weight, SparseVector query, IndexReader reader)
      throws IOException {
    assertEquals(
        expected, new FrequentTokenPruning(frequency, weight, false).apply(query, reader, FIELD));
  }

  private static void assertPruned(
      SparseVector expected, float frequency, float weight, SparseVector query, IndexReader reader)
      throws IOException {
    assertEquals(
        expected, new FrequentTokenPruning(frequency, weight, true).apply(query, reader, FIELD));
  }

  public void testRandomFields() throws IOException {
    for (int round = 0; round < 20; round++) {
      List<List<Set<String>>> segments = new ArrayList<>();
      for (int s = randomIntBetween(1, 4); s > 0; s--) {
        segments.add(randomList(1, 40, () -> Set.copyOf(randomList(1, 12, () -> "t" + skewed()))));
      }
      try (Directory directory = newDirectory();
          IndexReader reader = index(directory, segments)) {
        for (int i = 0; i < 20; i++) {
          assertRule(segments, reader);
        }
      }
    }
  }

  /** Small numbers more often than large ones. */
  private static int skewed() {
    return (int) (60 * Math.pow(randomDouble(), 3));
  }

  private static void assertRule(List<List<Set<String>>> segments, IndexReader reader)
      throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    int postings = 0;
    int distinct = 0;
    for (List<Set<String>> segment : segments) {
      Set<String> ofSegment = new java.util.HashSet<>();
      for (Set<String> document : segment) {
        postings += document.size();
        ofSegment.addAll(document);
        document.forEach(token -> counts.merge(token, 1, Integer::sum));
      }
      distinct = Math.max(distinct, ofSegment.size());
    }
    Map<String, Float> weights = new HashMap<>();
    for (int i = randomIntBetween(1, 12); i > 0; i--) {
      weights.put("t" + skewed(), 0.01f + randomFloat());
    }
    SparseVector query = SparseVector.of(weights);
    float frequency = 1 + 4 * randomFloat();
    float weight = randomFloat();
    float best = query.entries().getFirst().weight();

    List<SparseVector.Entry> staying = new ArrayList<>();
    List<SparseVector.Entry> pruned = new ArrayList<>();
    for (SparseVector.Entry entry : query.entries()) {
      int count = counts.getOrDefault(entry.token(), 0);
      boolean rare = (double) count / postings < (double) frequency / distinct;
      if (count > 0) {
        (rare || entry.weight() > weight * best ? staying : pruned).add(entry);
      }
    }
    if (staying.isEmpty() && !pruned.isEmpty()) {
      staying.add(pruned.removeFirst());
    }
    assertEquals(
        staying,
        new FrequentTokenPruning(frequency, weight, false).apply(query, reader, FIELD).entries());
    assertEquals(
        pruned,
        new FrequentTokenPruning(frequency, weight, true).apply(query, reader, FIELD).entries());
  }
}
