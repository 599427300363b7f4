/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.query;

import io.neuralsparse.TestModels;
import io.neuralsparse.model.ModelCatalog;
import io.neuralsparse.registry.QueryModels;
import io.neuralsparse.vector.SparseVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.FeatureField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.apache.lucene.tests.search.CheckHits;
import org.apache.lucene.tests.util.LuceneTestCase;
import org.opensearch.common.settings.Settings;
import org.opensearch.test.OpenSearchTestCase;

@LuceneTestCase.SuppressFileSystems("ExtrasFS") // its folders would count as models
public class DotProductExplanationTests extends OpenSearchTestCase {
  private static final String FIELD = "f";

  private interface Check {
    void accept(IndexSearcher searcher) throws IOException;
  }

  private static void withIndex(List<Map<String, Float>> documents, Check check)
      throws IOException {
    try (Directory directory = newDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
        for (Map<String, Float> document : documents) {
          Document fields = new Document();
          document.forEach((token, weight) -> fields.add(new FeatureField(FIELD, token, weight)));
          writer.addDocument(fields);
          if (rarely()) {
            writer.flush();
          }
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        check.accept(new IndexSearcher(reader));
      }
    }
  }

  public void testTokensOfTheRequest() throws IOException {
    SparseDotProductQuery query =
        new SparseDotProductQuery(FIELD, SparseVector.of(Map.of("x", 3f, "y", 5f, "w", 7f)));
    withIndex(
        List.of(Map.of("x", 1f, "y", 2.001f, "z", 4f), Map.of("z", 1f)),
        searcher -> {
          assertEquals(
              """
              26.0 = 2 of the query's 3 tokens in field [f], sum of:
                20.0 = token [y], computed as boost * query weight * document weight from:
                  2.0 = boost
                  5.0 = query weight, given in the query
                  2.0 = document weight, 9 significant bits as the index has it
                6.0 = token [x], computed as boost * query weight * document weight from:
                  2.0 = boost
                  3.0 = query weight, given in the query
                  1.0 = document weight, 9 significant bits as the index has it
              """,
              searcher.explain(new BoostQuery(query, 2f), 0).toString());
          assertEquals(
              "0.0 = none of the query's 3 tokens in field [f]\n",
              searcher.explain(query, 1).toString());
          assertFalse(searcher.explain(query, 1).isMatch());
          assertEquals(
              "0.0 = no document has a token in field [g]\n",
              searcher
                  .explain(new SparseDotProductQuery("g", SparseVector.of(Map.of("x", 1f))), 0)
                  .toString());
        });
  }

  public void testWordsOfTheText() throws IOException {
    Path root = createTempDir().resolve("models");
    Path folder = TestModels.small(root, "m");
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      // a 2, b 0.5, ##d 1; by count a 3 · 2
      Map<String, Float> weights = Map.of("a", 6f, "b", 0.5f, "##d", 1f, ".", 9f, "c", 1f);
      SparseDotProductQuery query =
          new SparseDotProductQuery(
              FIELD, SparseVector.of(weights), new TokenOrigin("A bd, a cd. à", "m", models));
      Map<String, Float> document = Map.of("a", 1f, "b", 1f, "##d", 1f, ".", 1f);
      Check check =
          searcher ->
              assertEquals(
                  """
                  16.5 = 4 of the query's 5 tokens in field [f], sum of:
                    9.0 = token [.], product of:
                      9.0 = query weight, as the coordinating node found it; on this node: its IDF is 0.25
                      1.0 = document weight, 9 significant bits as the index has it
                    6.0 = token [a], product of:
                      6.0 = query weight, product of:
                        2.0 = IDF of the token in model [m]
                        3 = occurrences, from [A, a, à] of the query's text
                      1.0 = document weight, 9 significant bits as the index has it
                    1.0 = token [##d], product of:
                      1.0 = query weight, IDF of the token in model [m], from [bd, cd] of the query's text; its 2 occurrences count once
                      1.0 = document weight, 9 significant bits as the index has it
                    0.5 = token [b], product of:
                      0.5 = query weight, IDF of the token in model [m], from [bd] of the query's text
                      1.0 = document weight, 9 significant bits as the index has it
                  """,
                  searcher.explain(query, 0).toString());
      withIndex(List.of(document), check);
      // What was loaded stays, whatever becomes of the folder.
      Files.delete(folder.resolve("idf.json"));
      withIndex(List.of(document), check);
    }
  }

  /** The node that coordinates may have other models than the one that explains. */
  public void testModelsThatAreNotHere() throws IOException {
    Path root = createTempDir().resolve("models");
    TestModels.small(root, "m");
    try (QueryModels models = new QueryModels(Settings.EMPTY, new ModelCatalog(root))) {
      SparseVector tokens = SparseVector.of(Map.of("x", 1f));
      withIndex(
          List.of(Map.of("x", 1f)),
          searcher -> {
            for (Map.Entry<String, String> there :
                Map.of(
                        "n",
                        "unknown model [n], this node has [m] in [config/neural-sparse/models]",
                        "m",
                        "the text has no such token")
                    .entrySet()) {
              TokenOrigin origin = new TokenOrigin("x", there.getKey(), models);
              Explanation explanation =
                  searcher.explain(new SparseDotProductQuery(FIELD, tokens, origin), 0);
              assertEquals(1, explanation.getValue().floatValue(), 0);
              assertEquals(
                  "query weight, as the coordinating node found it; on this node: "
                      + there.getValue(),
                  explanation.getDetails()[0].getDetails()[0].getDescription());
            }
          });
    }
  }

  /** Lucene's own check: each sum and product is what its parts make, and the value the score. */
  public void testEveryValueFollowsFromItsParts() throws IOException {
    for (int round = 0; round < 20; round++) {
      List<Map<String, Float>> documents =
          randomList(1, 60, () -> randomVector(randomIntBetween(1, 15)));
      SparseDotProductQuery dotProduct =
          new SparseDotProductQuery(FIELD, SparseVector.of(randomVector(10)));
      Query query =
          new BooleanQuery.Builder()
              .add(new BoostQuery(dotProduct, randomFrom(1f, 0.25f, 7.5f)), Occur.SHOULD)
              .add(MatchAllDocsQuery.INSTANCE, randomFrom(Occur.FILTER, Occur.SHOULD))
              .build();
      withIndex(
          documents,
          searcher -> {
            for (Query each : List.of(dotProduct, query)) {
              CheckHits.checkExplanations(each, FIELD, searcher, true);
            }
          });
    }
  }

  private static Map<String, Float> randomVector(int size) {
    Map<String, Float> vector = new HashMap<>();
    for (int i = 0; i < size; i++) {
      vector.put("t" + randomInt(30), 0.01f + 3 * randomFloat());
    }
    return vector;
  }
}
