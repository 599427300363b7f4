/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query.highlight;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.query.SparseClause;
import io.neuralsparse.token.Tokenizer;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // a folder holds what is put there
public class WantedTokensTests extends OpenSearchTestCase {
  private record Clause(String field, SparseVector tokens, String model) implements SparseClause {}

  private Tokenizer tokenizer;
  private Directory directory;
  private DirectoryReader reader;
  private LeafReader leaf;

  @Override
  public void setUp() throws Exception {
    super.setUp();
    Path models = createTempDir().resolve("models");
    TestModels.small(models, "m"); // [UNK] 1, a 5, b 6, c 7, ##d 8, . 9
    tokenizer = Tokenizer.load(new ModelCatalog(models).folder("m"));
    directory = new ByteBuffersDirectory();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      add(writer, "v", Map.of("a", 3.6415958f, "b", 1f));
      add(writer, "v", Map.of("a", 0.4022789f, "c", 2f));
      add(writer, "w", Map.of("a", 8f, "[UNK]", 1f));
      add(writer, "v", Map.of("b", 4f));
      writer.forceMerge(1);
    }
    reader = DirectoryReader.open(directory);
    leaf = reader.leaves().getFirst().reader();
  }

  private static void add(IndexWriter writer, String field, Map<String, Float> weights)
      throws IOException {
    Document document = new Document();
    weights.forEach((token, weight) -> document.add(new FeatureField(field, token, weight)));
    writer.addDocument(document);
  }

  @Override
  public void tearDown() throws Exception {
    reader.close();
    directory.close();
    tokenizer.close();
    super.tearDown();
  }

  private WantedTokens wanted(SparseClauses.Found... clauses) {
    WantedTokens wanted = new WantedTokens("m", tokenizer);
    for (SparseClauses.Found clause : clauses) {
      wanted.add(clause);
    }
    return wanted;
  }

  private static SparseClauses.Found clause(String field, float boost, Map<String, Float> tokens) {
    return new SparseClauses.Found(new Clause(field, SparseVector.of(tokens), null), boost);
  }

  private Map<Integer, Float> matched(WantedTokens wanted, int first, int last) throws IOException {
    Map<Integer, Float> scores = new TreeMap<>();
    wanted.matched(leaf, first, last).forEach((id, token) -> scores.put(id, token.score()));
    return scores;
  }

  /** The index keeps 466/128 of 3.6415958 and 411/1024 of 0.4022789. */
  public void testScoresAreWeightTimesWeight() throws IOException {
    WantedTokens wanted = wanted(clause("v", 1f, Map.of("a", 2f, "b", 0.5f, "##d", 1f)));
    assertEquals(Map.of(5, 2 * 466f / 128, 6, 0.5f), matched(wanted, 0, 0));
    assertEquals(Map.of(5, 2 * 411f / 1024), matched(wanted, 1, 1));
    assertEquals(Map.of(), matched(wanted, 2, 2));
    assertEquals(Map.of(6, 2f), matched(wanted, 3, 3));
  }

  public void testClausesAndFieldsAreSummedAndBoosted() throws IOException {
    WantedTokens wanted =
        wanted(
            clause("v", 10f, Map.of("c", 1f)),
            clause("v", 1f, Map.of("c", 2f, "a", 1f)),
            clause("w", 1f, Map.of("a", 3f)),
            clause("nowhere", 1f, Map.of("a", 3f)));
    assertEquals(Map.of(7, 12 * 2f, 5, 411f / 1024), matched(wanted, 1, 1));
    assertEquals(Map.of(5, 24f), matched(wanted, 2, 2));
  }

  public void testTheLargestOfSeveralDocumentsCounts() throws IOException {
    WantedTokens wanted =
        wanted(clause("v", 1f, Map.of("a", 1f, "b", 1f)), clause("w", 1f, Map.of("a", 1f)));
    assertEquals(Map.of(5, 466f / 128, 6, 1f), matched(wanted, 0, 1));
    assertEquals(Map.of(5, 8 + 411f / 1024, 6, 4f), matched(wanted, 1, 3));
  }

  public void testSpecialAndForeignTokensAreLeftOut() throws IOException {
    WantedTokens wanted = wanted(clause("w", 1f, Map.of("[UNK]", 1f, "not in the file", 1f)));
    assertEquals(Map.of(), matched(wanted, 0, 3));
  }
}
